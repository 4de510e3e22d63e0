"""Notices are their reader's alone."""

from django.db.models import QuerySet

from svs.accounts.models import User
from svs.notices.models import Notice
from svs.permissions import access

READ = "read"


def visible_to(user: User) -> QuerySet[Notice]:
    """One's own."""
    return Notice.objects.filter(user_id=user.pk)


def may(user: User, verb: str, notice: Notice) -> bool:
    return notice.user_id == user.pk


access.register(Notice, visible_to=visible_to, may=may)
