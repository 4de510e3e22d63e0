"""The Celery application. Only the relay and the workers talk to the broker; the web never does."""

import gc
import os

from celery import Celery
from celery.signals import worker_init

from svs import broker  # noqa: F401 -- from here on redis:// is ours

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "svs.settings")
app = Celery("svs")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def _share_memory(**_: object) -> None:
    """Keep what is loaded before the fork out of the collector's sight, so that the children share its pages."""
    gc.collect()
    gc.freeze()
