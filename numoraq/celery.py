"""The Celery app: tasks of all apps, and when the scheduled ones run."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "numoraq.settings")

app = Celery("numoraq")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["finance.imports", "accounts.leaving"])
