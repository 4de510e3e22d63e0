"""The original of a mail on a page: its HTML in a frame that can do nothing, and as plain text to take away."""

import base64
import hashlib
from typing import Any, cast

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.views.decorators.clickjacking import xframe_options_sameorigin

from svs.mail import parse, queries
from svs.mail.models import InboundMail
from svs.mail.rendering import safe_html

STYLE = "body{margin:12px;font:14px/1.45 system-ui,sans-serif;color:#1d2327;background:#fff;overflow-wrap:anywhere}img{max-width:100%;height:auto}table{border-collapse:collapse}blockquote{margin:8px 0;padding-left:12px;border-left:2px solid #c9ced3}"  # fmt: skip
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
_POLICY: dict[str, Any] = {
    "default-src": [NONE], "script-src": [NONE], "style-src": [f"'sha256-{_HASH}'"], "img-src": ["data:"], "font-src": [NONE],
    "connect-src": [NONE], "form-action": [NONE], "frame-src": [NONE], "manifest-src": [NONE], "frame-ancestors": [SELF],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}  # fmt: skip
_BODY = "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{}</title><style>{}</style></head><body>{}</body></html>"  # fmt: skip


def frame(request: HttpRequest, mail: InboundMail) -> HttpResponse:
    """The mail's HTML, cleaned now; pictures from afar only where `?images=1` asks for them."""
    said = queries.read(mail)
    if said is None or not said.html:
        return _framed(request, "", with_remote=False)
    with_remote = request.GET.get("images") == "1"
    clean, _ = safe_html(said.html, said.files, with_remote=with_remote)
    return _framed(request, clean, with_remote=with_remote)


def _framed(request: HttpRequest, clean: str, *, with_remote: bool) -> HttpResponse:
    policy = {**_POLICY, "img-src": ["data:", "https:", "http:"]} if with_remote else _POLICY

    @xframe_options_sameorigin
    @csp_replace(policy)
    def answer(_: HttpRequest) -> HttpResponse:
        page = format_html(_BODY, "Mail", mark_safe(STYLE), mark_safe(clean))  # noqa: S308 -- cleaned by nh3 just now
        return HttpResponse(page, headers={"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"})  # fmt: skip

    return cast("HttpResponse", answer(request))


def as_it_came(mail: InboundMail) -> HttpResponse:
    """Every byte, as plain text that nothing opens by itself."""
    response = HttpResponse(queries.raw_of(mail), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="mail-{mail.pk}.txt"'
    response["Cache-Control"] = "private, no-store"
    return response


def remote_pictures(said: parse.Mail) -> int:
    """How many pictures from afar the HTML asks for."""
    return safe_html(said.html, (), with_remote=False)[1] if said.html else 0
