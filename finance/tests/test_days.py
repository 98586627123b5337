"""Which day it is depends on where somebody is."""

from datetime import UTC, date, datetime

import pytest

from accounts.models import User
from finance import days
from numoraq.rls.identity import as_user

NIGHT = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("UTC", date(2026, 11, 22)),
        ("Pacific/Kiritimati", date(2026, 11, 23)),
        ("America/Sao_Paulo", date(2026, 11, 22)),
        ("Europe/Lisbon", date(2026, 11, 22)),
        ("Europe/Berlin", date(2026, 11, 23)),
        ("Nowhere/Land", date(2026, 11, 22)),
        ("", date(2026, 11, 22)),
        ("../etc/passwd", date(2026, 11, 22)),
    ],
)
def test_a_moment_has_a_day_in_each_zone(zone: str, day: date) -> None:
    assert days.on(at=NIGHT, zone=zone) == day


def test_today_is_in_the_zone_of_the_profile(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NIGHT)
    with as_user(alice):
        alice.profile.timezone = "Asia/Tokyo"
        assert days.today(alice) == date(2026, 11, 23)
