"""What happens to changes by itself when its moment has come. Nothing is moved in silence: who does it is told."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from practices.change.models import Change
from practices.change.operations import caused, plan, review
from practices.change.queries import timed as queries
from practices.desk import operations as desk
from svs.events.actor import SYSTEM_ACTOR
from svs.events.emit import emit

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger("svs.change")
OPENED, MISSED = 1, 2


def tell_windows() -> int:
    """Tell of windows that opened, and of those that went by unused, each once. Emits change.window_opened, change.window_missed."""
    return _each(queries.windows_to_tell(timezone.now()), _tell_window)


def close_clean() -> int:
    """Close what succeeded and stayed clean as long as incidents are suspected to come from it. Emits change.closed by the system."""
    return _each(queries.stayed_clean(timezone.now() - caused.fresh()), _close)


def _tell_window(pk: int) -> None:
    current, change, now = desk.lock(pk), plan.locked(pk), timezone.now()
    if not queries.is_to_tell(current, change, now) or change.ends_at is None:
        return
    is_over = change.ends_at <= now
    Change.objects.filter(pk=pk).update(window_told=MISSED if is_over else OPENED)
    past = "missed" if is_over else "opened"
    emit(f"change.window_{past}", subject=("ticket", pk), actor=SYSTEM_ACTOR, service_id=current.service_id)  # fmt: skip


def _close(pk: int) -> None:
    current = desk.lock(pk)
    review.close_change(ticket=current, actor=SYSTEM_ACTOR)


def _each(ids: list[int], act: Callable[[int], None]) -> int:
    """Each in a transaction of its own: one that fails holds nobody else back."""
    done = 0
    for pk in ids:
        try:
            with transaction.atomic():
                act(pk)
        except Exception:  # logged, and tried again by the next run
            log.exception("could not move change %s by itself", pk)
        else:
            done += 1
    return done
