"""Where a request comes from."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The caller's address: what our own proxies say (SVS_PROXIES of them), never what the caller claims."""
    proxies = int(settings.REST_FRAMEWORK["NUM_PROXIES"] or 0)
    peer = str(request.META.get("REMOTE_ADDR", ""))
    told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    return told[-proxies][:45] or peer if 0 < proxies <= len(told) else peer
