"""Reference data, and people in threads of their own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from celery import current_app
from django.db import connections

from accounts.models import User
from conftest import make_person
from gamification.services import achievements, rules, tiers
from numoraq.rls.identity import as_staff


def load_rewards() -> User:
    """Load tiers and rules; return the member of staff who did."""
    dana = make_person("dana")
    with as_staff(dana):
        User.objects.filter(pk=dana.pk).update(is_staff=True, is_superuser=True)
        tiers.load("default")
        rules.load("default")
        achievements.load("default")
    dana.refresh_from_db()
    return dana


@pytest.fixture
def rewards(dana: User) -> User:
    """Load tiers and rules; return Dana, who is staff."""
    with as_staff(dana):
        tiers.load("default")
        rules.load("default")
        achievements.load("default")
    return dana


def at_once[T](act: Callable[[Any], T], things: Sequence[Any], *, threads: int = 8) -> list[T]:
    """Do something with each thing, in threads with connections of their own."""
    current_app.loader.import_default_modules()  # the threads would find half of the tasks

    def run(thing: Any) -> T:
        try:
            return act(thing)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, things))
