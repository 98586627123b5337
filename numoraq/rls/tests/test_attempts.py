"""A job that kills its worker is given up, and any other costs nothing more."""

from typing import Any

import pytest
from celery import shared_task
from celery.exceptions import Reject
from django.core.cache import cache
from redis import ConnectionError as CacheAway

from numoraq.lib import attempts
from numoraq.rls.tasks import PersonTask, ServiceTask

done: list[str] = []


@shared_task(base=ServiceTask)
def murderous() -> None:
    """Note that it was begun; outside tests it would kill its worker."""
    done.append("service")


@shared_task(base=PersonTask)
def murderous_for(*, user_id: str) -> None:
    """Do the same for a person."""
    done.append(user_id)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    done.clear()


def deliver(task: Any, ident: str, *, again: bool, **kwargs: str) -> None:
    """Run a task as a worker does with a message, delivered for the first time or again."""
    task.push_request(id=ident, delivery_info={"redelivered": again})
    try:
        task(**kwargs)
    finally:
        task.pop_request()


@pytest.mark.parametrize(("task", "kwargs"), [(murderous, {}), (murderous_for, {"user_id": "x"})])
def test_a_job_is_begun_three_times_and_given_up(
    task: Any, kwargs: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    deliver(task, "one", again=False, **kwargs)
    for _ in range(2):
        deliver(task, "one", again=True, **kwargs)
    for _ in range(2):
        with pytest.raises(Reject) as refused:
            deliver(task, "one", again=True, **kwargs)
        assert not refused.value.requeue
    assert len(done) == 3
    assert "given up" in caplog.text


def test_each_job_is_counted_for_itself() -> None:
    for ident in ("one", "two", "three", "four"):
        deliver(murderous, ident, again=True)
    assert len(done) == 4


def test_a_job_that_comes_once_asks_the_cache_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "_count", lambda _key: pytest.fail("asked"))
    deliver(murderous, "one", again=False)
    murderous()
    assert len(done) == 2


def test_while_the_cache_is_away_a_job_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise CacheAway

    monkeypatch.setattr(cache, "add", away)
    deliver(murderous, "one", again=True)
    assert len(done) == 1
