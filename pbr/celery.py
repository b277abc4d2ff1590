"""The Celery application. Jobs are rows of a table; a message says only which row (pbr.jobs)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pbr.settings")

app = Celery("pbr")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
