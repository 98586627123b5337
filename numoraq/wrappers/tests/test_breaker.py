"""Who fails too often is left alone for a while."""

from datetime import UTC, datetime, timedelta

import pytest

from numoraq.wrappers import breaker, client, errors, providers, stats
from numoraq.wrappers.breaker import Breaker
from numoraq.wrappers.stats import Tally
from numoraq.wrappers.tests import server
from numoraq.wrappers.tests.server import Server

AT = datetime(2026, 11, 22, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "waited", "state"),
    [
        (0, timedelta(), "closed"),
        (breaker.LIMIT - 1, timedelta(), "closed"),
        (breaker.LIMIT, timedelta(), "open"),
        (breaker.LIMIT, breaker.PAUSE - timedelta(seconds=1), "open"),
        (breaker.LIMIT, breaker.PAUSE, "half_open"),
        (breaker.LIMIT + 9, breaker.PAUSE, "half_open"),
    ],
)
def test_the_state_follows_from_failures_and_time(
    failures: int, waited: timedelta, state: str
) -> None:
    assert Breaker(failures, AT).state(at=AT + waited) == state


def test_without_a_failure_it_is_closed() -> None:
    assert Breaker().state(at=AT) == "closed"
    assert Breaker(99, None).state(at=AT) == "closed"


def call(at: datetime) -> bytes:
    with client.use(providers.ecb(), at=at) as made:
        return made.get("x")


@pytest.mark.django_db(databases=["default", "worker"])
def test_it_opens_after_failures_and_closes_after_a_success(provider: Server) -> None:
    provider.at("/feed/x", server.status(404))
    for _ in range(breaker.LIMIT):
        with pytest.raises(errors.Refused):
            call(AT)
    with pytest.raises(errors.BreakerOpen):
        call(AT)
    assert len(provider.seen) == breaker.LIMIT

    later = AT + breaker.PAUSE
    with pytest.raises(errors.Refused):
        call(later)
    with pytest.raises(errors.BreakerOpen):
        call(later)

    provider.at("/feed/x", server.body(b"well again"))
    assert call(later + breaker.PAUSE) == b"well again"
    assert call(later + breaker.PAUSE) == b"well again"


@pytest.mark.django_db(databases=["default", "worker"])
def test_who_calls_every_hour_is_held_back(provider: Server) -> None:
    provider.at("/feed/x", server.status(404))
    for hour in range(24):
        with pytest.raises((errors.Refused, errors.BreakerOpen)):
            call(AT + timedelta(hours=hour, seconds=hour % 3))
    assert len(provider.seen) == breaker.LIMIT + (24 - breaker.LIMIT) // 4


@pytest.mark.django_db(databases=["default", "worker"])
def test_the_row_says_that_it_is_open() -> None:
    for _ in range(breaker.LIMIT):
        stats.add("ecb", Tally(), at=AT, problem="Refused: HTTP 404")
    assert stats.breaker_of("ecb") == Breaker(breaker.LIMIT, AT)
    stats.add("ecb", Tally(), at=AT)
    assert stats.breaker_of("ecb") == Breaker(0, AT)
