"""The Celery application. Only the relay and the workers talk to the broker; the web never does."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "svs.settings")
app = Celery("svs")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
