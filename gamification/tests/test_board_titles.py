"""What the tiers on the leaderboard are called."""

import pytest

from accounts.models import User
from gamification.models import Tier
from gamification.tests.test_board import join, seen
from gamification.tests.test_points import give
from numoraq.rls.identity import as_staff

pytestmark = pytest.mark.django_db


def test_a_tier_is_called_what_staff_call_it(alice: User, rewards: User) -> None:
    give(alice, 120)
    join(alice, "slow heron")
    assert seen(alice).places[0].title == "Donor"
    with as_staff(rewards):
        Tier.objects.filter(code="DONOR").update(title="Giver")
    own = seen(alice).own
    assert own is not None
    assert [seen(alice).places[0].title, own.title] == ["Giver", "Giver"]
