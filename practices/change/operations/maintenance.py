"""The hours of a week in which a service may be changed, as agreed with its users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from practices.change.models import MaintenanceWindow
from svs.errors import RuleViolation, StaleVersion
from svs.events.emit import emit

if TYPE_CHECKING:
    from datetime import time

    from svs.events.actor import Actor

FIELDS = ("weekday", "opens", "closes", "note")
MOST = 50  # of one service


@transaction.atomic
def agree_window(*, actor: Actor, service_id: int, weekday: int, opens: time, closes: time, note: str = "") -> MaintenanceWindow:  # fmt: skip
    """Agree on hours of a week; past midnight where they close before they open.

    Raises RuleViolation("no_time", "bad_weekday", "window_exists", "too_many_windows"). Emits maintenance_window.agreed.
    """
    if MaintenanceWindow.objects.filter(service_id=service_id).count() >= MOST:
        raise RuleViolation("too_many_windows", f"A service has at most {MOST} windows a week.", field="weekday")  # fmt: skip
    window = MaintenanceWindow(service_id=service_id, weekday=weekday, opens=opens, closes=closes, note=_note(note))  # fmt: skip
    _save(window)
    _tell("agreed", window, actor)
    return window


@transaction.atomic
def change_window(*, window: MaintenanceWindow, actor: Actor, fields: dict[str, Any], version: int | None = None) -> MaintenanceWindow:  # fmt: skip
    """Agree on other hours. `fields` are of FIELDS. Raises StaleVersion and as agreeing. Emits maintenance_window.changed."""
    window = _lock(window, version)
    for name in FIELDS:
        if name in fields:
            setattr(window, name, _note(fields[name]) if name == "note" else fields[name])
    window.version += 1
    _save(window)
    _tell("changed", window, actor)
    return window


@transaction.atomic
def end_window(*, window: MaintenanceWindow, actor: Actor, version: int | None = None) -> None:
    """These hours are no longer agreed. Raises StaleVersion. Emits maintenance_window.ended."""
    window = _lock(window, version)
    _tell("ended", window, actor)
    window.delete()


def _lock(window: MaintenanceWindow, version: int | None) -> MaintenanceWindow:
    found = MaintenanceWindow.objects.select_for_update(of=("self",)).filter(pk=window.pk).first()
    if found is None:
        raise RuleViolation("window_gone", "These hours are no longer agreed.")
    if version is not None and found.version != version:
        raise StaleVersion(found.version)
    return found


def _note(words: str) -> str:
    return " ".join(words.split())[:120]


def _save(window: MaintenanceWindow) -> None:
    if window.opens == window.closes:
        raise RuleViolation("no_time", "It closes at another time than it opens.", field="closes")
    if not 0 <= window.weekday <= 6:
        raise RuleViolation("bad_weekday", "A weekday goes from 0 for Monday to 6.", field="weekday")  # fmt: skip
    try:
        with transaction.atomic():
            window.save()
    except IntegrityError as error:
        raise RuleViolation("window_exists", "There is a window that opens then.", field="opens") from error  # fmt: skip


def _tell(past: str, window: MaintenanceWindow, actor: Actor) -> None:
    data = {"weekday": window.weekday, "opens": window.opens.isoformat(), "closes": window.closes.isoformat()}  # fmt: skip
    emit(f"maintenance_window.{past}", subject=window, about=("service", window.service_id), actor=actor, service_id=window.service_id, data=data)  # fmt: skip
