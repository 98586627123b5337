"""Of what was given for money that went back in part, a share stays."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from accounts.models import User
from gamification.models import LedgerEntry
from gamification.services import points
from gamification.services.points import NoSuchEntry, NotReversible
from numoraq.rls.identity import as_login_role

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def keep(share: Fraction, step: str, *, grows: bool = False) -> None:
    """Have a share stay of what was given under the key k."""
    with as_login_role():
        points.keep_share(idem_key="k", share=share, step=step, at=NOW, grows=grows)


def left(user: User) -> int:
    """Return what is left of it all."""
    with as_login_role():
        return points.sum_of(person_id=user.pk)


@pytest.fixture
def given(alice: User, rewards: User) -> User:
    """Return Alice, who was given twenty points under the key k."""
    with as_login_role():
        points.award(person_id=alice.pk, points=20, source="donation", idem_key="k", at=NOW)
    return alice


def test_a_share_stays_and_each_step_counts_once(given: User) -> None:
    for share, step, expected in [
        (Fraction(1, 2), "a", 10),
        (Fraction(1, 2), "a", 10),
        (Fraction(1, 3), "b", 6),
        (Fraction(0), "c", 0),
        (Fraction(0), "c", 0),
    ]:
        keep(share, step)
        assert left(given) == expected


def test_it_grows_only_when_it_is_said_to(given: User) -> None:
    keep(Fraction(1, 4), "a")
    keep(Fraction(1), "b")
    assert left(given) == 5
    keep(Fraction(1), "b", grows=True)
    assert left(given) == 20


def test_all_of_it_is_taken_back_as_staff_would(given: User) -> None:
    keep(Fraction(0), "a")
    with as_login_role():
        entry = LedgerEntry.objects.get(idem_key="reverse:k")
        assert entry.reverses is not None
    assert left(given) == 0
    keep(Fraction(1), "b", grows=True)
    keep(Fraction(0), "c")
    assert left(given) == 0


def test_what_staff_took_back_does_not_come_again(given: User) -> None:
    with as_login_role():
        points.reverse(idem_key="k", at=NOW, reason="a mistake")
    keep(Fraction(1, 2), "a")
    assert left(given) == 0


def test_of_nothing_no_share_stays(rewards: User) -> None:
    with pytest.raises(NoSuchEntry):
        keep(Fraction(1, 2), "a")


def test_what_took_a_part_is_not_taken_back(given: User) -> None:
    keep(Fraction(1, 2), "a")
    with as_login_role(), pytest.raises(NotReversible):
        points.reverse(idem_key="part:k:a", at=NOW, reason="")
    assert left(given) == 10


def test_what_is_taken_back_is_what_is_left(given: User) -> None:
    keep(Fraction(1, 4), "a")
    for expected in (True, False):
        with as_login_role():
            done = points.reverse(idem_key="k", at=NOW, reason="")
        assert (done.is_new, left(given)) == (expected, 0)


def test_nothing_left_is_nothing_to_take_back(given: User) -> None:
    keep(Fraction(1, 4), "a")
    keep(Fraction(0), "b")
    with as_login_role():
        assert not points.reverse(idem_key="k", at=NOW, reason="").is_new
    assert left(given) == 0
