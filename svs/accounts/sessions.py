"""Sessions in the database that know whose they are. A flushed Redis signs nobody out, and an administrator can."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.sessions.backends.db import SessionStore as Store
from django.utils.dateparse import parse_datetime

if TYPE_CHECKING:
    from svs.accounts.models import Session


class SessionStore(Store):
    """Keeps the person, the address and the browser beside the session's data."""

    @classmethod
    def get_model_class(cls) -> Any:
        from svs.accounts.models import Session  # noqa: PLC0415 -- the store is loaded before the models

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        whose = str(data.get("_auth_user_id", ""))
        row.user_id = int(whose) if whose.isdigit() else None
        row.address = str(data.get("address", ""))[:45]
        row.created_at = parse_datetime(str(data.get("since", ""))) or row.created_at
        row.browser = str(data.get("browser", ""))[:120]
        return row
