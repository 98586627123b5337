"""Grants for tests: without a database for the fold, written down by the service for the rest."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from accounts.models import User
from numoraq.rls.identity import as_login_role
from premium.models import Grant
from premium.services import grants

START = datetime(2026, 1, 1, tzinfo=UTC)
_numbers = count(1)


def day(number: float) -> datetime:
    """Return a moment so many days after the start."""
    return START + timedelta(days=number)


@dataclass(frozen=True)
class Given:
    """A grant that is only thought of."""

    kind: str
    source: str
    granted_at: datetime
    idem_key: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    seconds: int | None = None
    cut_at: datetime | None = None
    plan_type: str = ""

    def cut(self, at: float) -> "Given":
        """Return the same, taken back on a day."""
        return replace(self, cut_at=day(at))


def credit(at: float, days: float, source: str = "code", key: str = "") -> Given:
    """Return added days."""
    key = key or f"key:{next(_numbers)}"
    seconds = int(timedelta(days=days).total_seconds())
    return Given("credit", source, day(at), key, seconds=seconds)


def interval(starts: float, ends: float, plan: str = "monthly", key: str = "") -> Given:
    """Return a paid period."""
    key = key or f"key:{next(_numbers)}"
    return Given("interval", "stripe", day(starts), key, day(starts), day(ends), plan_type=plan)


def lifetime(at: float, key: str = "") -> Given:
    """Return premium for good."""
    key = key or f"key:{next(_numbers)}"
    return Given("lifetime", "stripe", day(at), key, plan_type="lifetime")


def gift(of: Given) -> grants.Gift:
    """Return what the service is asked to give."""
    wanted: dict[str, Any] = {
        name: getattr(of, name)
        for name in ("idem_key", "granted_at", "starts_at", "ends_at", "seconds", "plan_type")
    }
    return grants.Gift(kind=Grant.Kind(of.kind), source=Grant.Source(of.source), **wanted)


def given(user: User, *wanted: Given, at: datetime = START) -> None:
    """Give somebody what was thought of, in this order."""
    with as_login_role():
        for one in wanted:
            grants.give(person_id=user.pk, gift=gift(one), at=at)
