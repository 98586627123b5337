"""Points and the tiers they lead to."""

from dataclasses import dataclass

import pytest
from django.db import ProgrammingError, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from gamification import selectors
from gamification.models import Tier
from gamification.selectors import NoTier
from gamification.services import tiers
from numoraq.rls.identity import as_login_role, as_service, as_staff, as_user
from numoraq.rls.logins import worker_login


@dataclass(frozen=True)
class Step:
    code: str
    threshold: int


STEPS = [Step(code, threshold) for code, threshold in tiers.THRESHOLDS.items()]


@pytest.mark.parametrize(
    ("points", "code"),
    [
        (-5, "NEWCOMER"),
        (0, "NEWCOMER"),
        (9, "NEWCOMER"),
        (10, "SUPPORTER-BASIC"),
        (20, "FRIEND"),
        (24, "FRIEND"),
        (25, "HELPER"),
        (99, "CONTRIBUTOR"),
        (100, "DONOR"),
        (500, "BACKER"),
        (1_000, "SUPPORTER"),
        (2_000, "CHAMPION"),
        (5_000, "PATRON"),
        (49_999, "LEGEND"),
        (50_000, "WHALE"),
        (10**9, "WHALE"),
    ],
)
def test_the_tier_is_the_highest_reached(points: int, code: str) -> None:
    assert selectors.tier_for(points=points, tiers=STEPS).code == code
    assert selectors.tier_for(points=points, tiers=reversed(STEPS)).code == code


@given(st.integers(-100, 100_000), st.integers(0, 100_000))
def test_more_points_never_lead_lower(points: int, more: int) -> None:
    now = selectors.tier_for(points=points, tiers=STEPS)
    later = selectors.tier_for(points=points + more, tiers=STEPS)
    assert later.threshold >= now.threshold
    ahead = selectors.next_after(points=points, tiers=STEPS)
    assert ahead is None or ahead.threshold > max(points, 0) >= now.threshold


def test_the_next_tier_is_the_nearest_ahead() -> None:
    assert selectors.next_after(points=0, tiers=STEPS) == Step("SUPPORTER-BASIC", 10)
    assert selectors.next_after(points=10, tiers=STEPS) == Step("FRIEND", 20)
    assert selectors.next_after(points=50_000, tiers=STEPS) is None


def test_without_tiers_there_is_no_answer() -> None:
    with pytest.raises(NoTier):
        selectors.tier_for(points=3, tiers=[])


def test_no_two_tiers_share_a_title() -> None:
    titles = [str(Tier(code=code)) for code in Tier.Code.values]
    assert len(set(titles)) == len(titles) == 12
    assert str(Tier(code="SUPPORTER-BASIC")) == "Early supporter"
    assert str(Tier(code="WHALE", title="Leviathan")) == "Leviathan"


@pytest.mark.django_db(transaction=True, databases=["default", "worker"])
def test_loading_adds_what_is_missing_and_keeps_what_staff_changed() -> None:
    with worker_login(), as_service():
        assert tiers.load("default") == 12
        Tier.objects.filter(code="DONOR").update(threshold=150)
        Tier.objects.filter(code="WHALE").delete()
        assert tiers.load("default") == 1
        assert tiers.load("default") == 0
    with as_login_role():
        assert Tier.objects.get(code="DONOR").threshold == 150
        assert [tier.code for tier in Tier.objects.all()] == list(tiers.THRESHOLDS)


@pytest.mark.django_db
def test_staff_alone_change_tiers(alice: User, dana: User) -> None:
    with as_staff(dana):
        tiers.load("default")
    with as_user(alice):
        assert Tier.objects.count() == 12
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Tier.objects.update(threshold=1)
