"""The sums of calls, and who may see them."""

from datetime import UTC, datetime

import pytest
from django.db import ProgrammingError

from accounts.models import User
from numoraq.rls.identity import as_service, as_staff, as_user
from numoraq.wrappers import stats
from numoraq.wrappers.models import WrapperStat
from numoraq.wrappers.stats import Tally

pytestmark = pytest.mark.django_db(databases=["default", "worker"])

AT = datetime(2026, 11, 22, 16, tzinfo=UTC)


def row() -> WrapperStat:
    with as_service():
        return WrapperStat.objects.using("worker").get(pk="esplora")


def test_every_column_adds_up() -> None:
    tally = Tally(
        create_times=1,
        rows_in=2,
        rows_out=3,
        bytes_in=4,
        bytes_out=5,
        calls=6,
        errors=7,
        rate_limited=8,
        cache_hits=9,
        latency_ms_sum=10,
        latency_ms_max=11,
    )
    stats.add("esplora", tally, at=AT)
    stats.add("esplora", tally, at=AT)
    found = row()
    for column in ("create_times", "rows_in", "rows_out", "bytes_in", "bytes_out", "calls"):
        assert getattr(found, column) == 2 * getattr(tally, column), column
    for column in ("errors", "rate_limited", "cache_hits", "latency_ms_sum"):
        assert getattr(found, column) == 2 * getattr(tally, column), column
    assert found.latency_ms_max == 11
    assert str(found) == "esplora"


def test_the_last_problem_stays_known_after_a_success() -> None:
    stats.add("esplora", Tally(), at=AT, problem="Refused: HTTP 404")
    stats.add("esplora", Tally(), at=AT)
    found = row()
    assert found.last_error == "Refused: HTTP 404"
    assert found.last_error_at == found.last_ok_at == AT
    assert found.failures_in_row == 0


def test_people_do_not_see_them_and_staff_does(alice: User, dana: User) -> None:
    with as_user(alice), pytest.raises(ProgrammingError, match="permission denied"):
        WrapperStat.objects.count()


def test_staff_sees_them(dana: User) -> None:
    with as_staff(dana):
        assert WrapperStat.objects.count() == 0
