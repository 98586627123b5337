"""Jobs in tests: kept when they are sent, done when a test says so."""

from typing import Any

from celery import current_app
from django.db import transaction

from numoraq.rls.logins import worker_login


class Jobs:
    """The jobs that have been sent and not been done yet, as (name, arguments)."""

    def __init__(self) -> None:
        self.waiting: list[tuple[str, dict[str, Any]]] = []

    def keep(self, name: str, *, kwargs: dict[str, Any], countdown: float | None = None) -> None:
        """Take the place of Celery's send_task. Refuses a name that no task has."""
        current_app.loader.import_default_modules()
        assert name in current_app.tasks, name
        self.waiting.append((name, kwargs))

    def named(self, name: str) -> list[dict[str, Any]]:
        """Return the arguments of the waiting jobs of a name."""
        return [kwargs for job, kwargs in self.waiting if job == name]

    def run(self) -> None:
        """Do all waiting jobs, and those they send, in order.

        Inside a test's own transaction they run on the connection of the test. In a test with
        real transactions they run on the worker's login, as in production: that test needs
        `databases=["default", "worker"]`.
        """
        while self.waiting:
            name, kwargs = self.waiting.pop(0)
            if transaction.get_connection().in_atomic_block:
                current_app.tasks[name](**kwargs)
            else:
                with worker_login():
                    current_app.tasks[name](**kwargs)
