"""What grants add up to, by examples."""

from datetime import timedelta

import pytest

from premium.entitlement import GRACE, NONE, Share, Source, entitlement
from premium.tests.make import Given, credit, day, interval, lifetime


def ends(*grants: Given, at: float) -> object:
    return entitlement(grants, day(at)).expires_at


def test_who_was_granted_nothing_has_nothing() -> None:
    assert entitlement([], day(0)) == NONE
    assert entitlement([credit(5, 30)], day(1)) == NONE


def test_three_months_and_one_month_are_four() -> None:
    """The existing product still showed three."""
    assert ends(credit(0, 90), credit(10, 30), at=10) == day(120)


def test_a_lapse_is_not_made_up_for() -> None:
    grants = [credit(0, 10), credit(20, 10)]
    assert ends(*grants, at=15) == day(10)
    assert ends(*grants, at=20) == day(30)


def test_a_paid_period_pushes_what_is_left_of_the_trial_behind_it() -> None:
    grants = [credit(0, 30, "trial"), interval(10, 40)]
    found = entitlement(grants, day(12))
    assert found.expires_at == day(60)
    assert found.shares == (
        Share(Source.STRIPE, timedelta(days=28)),
        Share(Source.TRIAL, timedelta(days=20)),
    )
    assert (found.source, found.plan_type) == ("stripe", "monthly")


def test_each_renewal_pushes_it_further() -> None:
    grants = [credit(0, 30), interval(10, 40), interval(40, 70)]
    assert ends(*grants, at=50) == day(90)


def test_what_is_refunded_goes_and_what_follows_moves_up() -> None:
    grants = [interval(0, 30).cut(10), credit(5, 30)]
    found = entitlement(grants, day(10))
    assert found.expires_at == day(40)
    assert found.source == "code"


def test_what_was_used_before_a_refund_stays_used() -> None:
    grants = [credit(0, 30, "trial").cut(10), credit(0, 30)]
    assert ends(*grants, at=10) == day(40)


def test_a_credit_that_is_taken_back_before_its_turn_leaves_nothing() -> None:
    grants = [interval(0, 30), credit(1, 10).cut(5)]
    assert ends(*grants, at=6) == day(30)


def test_a_lifetime_has_no_end_and_keeps_what_waits_behind_it() -> None:
    waiting = credit(0, 30)
    found = entitlement([waiting, lifetime(10)], day(100))
    assert found.is_active
    assert found.is_lifetime
    assert (found.expires_at, found.shares, found.plan_type) == (None, (), "lifetime")
    assert ends(waiting, lifetime(10).cut(100), at=100) == day(120)


def test_a_month_does_not_take_the_lifetime_away() -> None:
    found = entitlement([lifetime(0), interval(10, 40)], day(20))
    assert found.is_lifetime
    assert found.plan_type == "lifetime"


def test_time_held_twice_counts_once() -> None:
    grants = [interval(0, 30), interval(20, 50, "yearly")]
    found = entitlement(grants, day(10))
    assert found.expires_at == day(50)
    assert found.shares == (Share(Source.STRIPE, timedelta(days=40)),)


def test_the_grace_follows_the_first_time_that_runs_out_and_no_other() -> None:
    grants = [credit(0, 30, "trial"), credit(50, 10)]
    assert entitlement(grants[:1], day(31)).is_active
    assert entitlement(grants[:1], day(31)).expires_at == day(30)
    assert not entitlement(grants[:1], day(30) + GRACE).is_active
    assert entitlement(grants, day(55)).grace_ends_at is None
    assert not entitlement(grants, day(60)).is_active


def test_what_is_taken_back_brings_no_grace() -> None:
    assert not entitlement([interval(0, 30).cut(10)], day(11)).is_active


@pytest.mark.parametrize(("at", "is_active"), [(0, True), (29.999, True), (30, False)])
def test_the_last_moment_is_not_in_it(at: float, is_active: bool) -> None:
    grants = [credit(-100, 1), credit(0, 30)]  # the grace is long over
    assert entitlement(grants, day(at)).is_active is is_active
