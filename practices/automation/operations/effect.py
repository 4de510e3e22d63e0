"""Count what came of the rules."""

import time

from django.utils import timezone

from practices.automation import queries
from practices.automation.models import Rule

AT_MOST = 40.0  # seconds a run


def measure_effects() -> int:
    """Count the effect of every rule whose count is a day old; the rest waits for the next run. Returns how many."""
    began, done = time.monotonic(), 0
    for rule in queries.to_measure(100):
        if time.monotonic() - began > AT_MOST:
            break
        effect = queries.effect_of(rule)
        Rule.objects.filter(pk=rule.pk).update(effect=effect, effect_at=timezone.now())
        done += 1
    return done
