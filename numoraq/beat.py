"""The scheduler's own Celery app: it knows when jobs are due and sends them by name.

It loads no models and no tasks, so it starts in a third of a worker's time and memory.
"""

import os

from celery import Celery

from numoraq.ops import beat

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "numoraq.settings")

# Whoever imports this beside the whole app goes on sending jobs through that one.
app = Celery("numoraq", fixups=[], set_as_current=False)
app.config_from_object("django.conf:settings", namespace="CELERY")
beat.connect(app)
