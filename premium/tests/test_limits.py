"""Limits: data, lifted by premium, asked for by the features."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from accounts.models import User
from numoraq.rls.identity import as_staff, as_user
from premium import limits
from premium.models import Feature
from premium.services import features
from premium.tests.make import credit, day, given, lifetime

pytestmark = pytest.mark.django_db
WALLETS, MONTHS, FUTURES = (
    Feature.Code.WALLETS,
    Feature.Code.PROJECTION_MONTHS,
    Feature.Code.SIMULATIONS,
)


@pytest.fixture(autouse=True)
def _loaded(dana: User) -> None:
    with as_staff(dana):
        features.load("default")


def test_premium_lifts_a_limit_and_its_end_brings_it_back(alice: User) -> None:
    given(alice, credit(-40, 1), credit(0, 30))
    with as_user(alice):
        assert limits.limit(user=alice, feature=WALLETS, at=day(1)) == 50
        assert limits.limit(user=alice, feature=WALLETS, at=day(30)) == 2


def test_what_is_within_the_limit_passes_and_one_more_does_not(alice: User) -> None:
    with as_user(alice):
        limits.require(user=alice, feature=MONTHS, wanted=12, at=day(0))
        with pytest.raises(limits.LimitReached) as refused:
            limits.require(user=alice, feature=MONTHS, wanted=13, at=day(0))
    assert str(refused.value) == "Months of projections: up to 12, and more with premium."


def test_the_refusal_says_what_would_help(alice: User, bob: User) -> None:
    given(bob, lifetime(0))
    with as_user(alice), pytest.raises(limits.LimitReached, match="a part of premium"):
        limits.require(user=alice, feature=FUTURES, wanted=1, at=day(0))
    with as_user(bob), pytest.raises(limits.LimitReached, match=r"Wallets: up to 50\."):
        limits.require(user=bob, feature=WALLETS, wanted=51, at=day(1))


def test_premium_without_a_limit_refuses_nothing(alice: User, dana: User) -> None:
    given(alice, lifetime(0))
    with as_staff(dana):
        Feature.objects.filter(code=WALLETS).update(premium_limit=None)
    with as_user(alice):
        limits.require(user=alice, feature=WALLETS, wanted=10**6, at=day(1))


def test_premium_never_has_less_than_everybody(dana: User) -> None:
    with as_staff(dana), pytest.raises(IntegrityError), transaction.atomic():
        Feature.objects.filter(code=WALLETS).update(premium_limit=1)


def test_a_limit_has_a_name_in_the_language_of_the_reader() -> None:
    with translation.override("en"):
        assert str(Feature(code=WALLETS)) == "Wallets"
