"""So many calls a minute for each program and each person; counted in this process, and open when counting fails."""

import time
from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from svs.accounts.models import ApiClient
from svs.web import limits


class PerCaller(BaseThrottle):
    """`SVS_API_PER_MINUTE` calls a minute for a token or a person (0: as many as they like)."""

    def allow_request(self, request: Request, view: Any) -> bool:
        most = settings.SVS_API_PER_MINUTE
        if not most:
            return True
        client = request.auth if isinstance(request.auth, ApiClient) else None
        whose = f"client:{client.pk}" if client else f"user:{request.user.pk}"
        self.now = time.time()
        left = limits.left(f"api:{whose}", most, self.now)
        view.calls_left = (most, max(0, left), limits.until_next(self.now))
        return left >= 0

    def wait(self) -> float:
        return limits.until_next(self.now)
