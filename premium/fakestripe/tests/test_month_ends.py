"""Periods that meet the ends of months and leap years, and credit over several of them."""

from calendar import isleap
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from premium.fakestripe.tests import shop
from premium.fakestripe.tests.fake import FakeStripe
from premium.fakestripe.tests.test_portal import other, portal, priced


def go_to(fake: FakeStripe, month: int, day: int, *, leap: bool) -> int:
    """Put the clock to noon of a day in the next year that is a leap year, or is none."""
    now = fake.advance(0)
    year = datetime.fromtimestamp(now, UTC).year + 1
    while isleap(year) != leap:
        year += 1
    fake.advance(int(datetime(year, month, day, 12, tzinfo=UTC).timestamp()) - now)
    return year


def ends(fake: FakeStripe, bought: Any) -> tuple[int, int]:
    """Return the month and day on which the period that runs ends."""
    end = datetime.fromtimestamp(shop.period(shop.now(fake, bought))[1], UTC)
    return end.month, end.day


@pytest.mark.parametrize(("leap", "last"), [(False, 28), (True, 29)])
def test_the_31st_comes_back_after_february(fake_stripe: FakeStripe, leap: bool, last: int) -> None:
    go_to(fake_stripe, 1, 31, leap=leap)
    bought = shop.subscribe(fake_stripe)
    seen = [ends(fake_stripe, bought)]
    for _ in range(4):
        shop.to_renewal(fake_stripe, bought)
        seen.append(ends(fake_stripe, bought))
    assert seen == [(2, last), (3, 31), (4, 30), (5, 31), (6, 30)]
    bills = shop.api(fake_stripe).invoices.list({"subscription": bought.id}).data[::-1]
    periods = [(one.lines.data[0].period.start, one.lines.data[0].period.end) for one in bills]
    assert all(before[1] == after[0] for before, after in pairwise(periods))
    assert len({one.number for one in bills}) == 5


@pytest.mark.parametrize("day", [29, 30])
def test_the_29th_and_30th_come_back_too(fake_stripe: FakeStripe, day: int) -> None:
    go_to(fake_stripe, 1, day, leap=False)
    bought = shop.subscribe(fake_stripe)
    assert ends(fake_stripe, bought) == (2, 28)
    shop.to_renewal(fake_stripe, bought)
    assert ends(fake_stripe, bought) == (3, day)


def test_a_year_from_the_29th_of_february(fake_stripe: FakeStripe) -> None:
    leap = go_to(fake_stripe, 2, 29, leap=True)
    bought = shop.subscribe(fake_stripe, shop.price(fake_stripe, amount=4999, interval="year"))
    seen = [ends(fake_stripe, bought)]
    for _ in range(3):
        shop.to_renewal(fake_stripe, bought)
        seen.append(ends(fake_stripe, bought))
    fourth = 29 if isleap(leap + 4) else 28
    assert seen == [(2, 28), (2, 28), (2, 28), (2, fourth)]
    assert [one.amount for one in shop.api(fake_stripe).charges.list().data] == [4999] * 4


def test_two_months_at_a_time_keep_their_day(fake_stripe: FakeStripe) -> None:
    go_to(fake_stripe, 12, 31, leap=False)
    product = shop.api(fake_stripe).products.create({"name": "Premium"}).id
    recurring = {"interval": "month", "interval_count": 2}
    bought = shop.subscribe(
        fake_stripe, shop.price(fake_stripe, product=product, recurring=recurring)
    )
    assert ends(fake_stripe, bought)[0] == 2
    shop.to_renewal(fake_stripe, bought)
    assert ends(fake_stripe, bought) == (4, 30)
    shop.to_renewal(fake_stripe, bought)
    assert ends(fake_stripe, bought) == (6, 30)
    shop.to_renewal(fake_stripe, bought)
    assert ends(fake_stripe, bought) == (8, 31)


def test_a_cheaper_plan_keeps_the_31st(fake_stripe: FakeStripe) -> None:
    go_to(fake_stripe, 1, 31, leap=False)
    bought = shop.subscribe(fake_stripe)
    cheaper = other(fake_stripe, bought, amount=99, interval="month")
    fake_stripe.press(portal(fake_stripe, bought), f"switch:{bought.id}:{cheaper}")
    assert priced(shop.to_renewal(fake_stripe, bought)) == cheaper
    assert ends(fake_stripe, bought) == (3, 31)
    after = shop.to_renewal(fake_stripe, bought)
    assert (priced(after), after.schedule, ends(fake_stripe, bought)) == (cheaper, None, (4, 30))
    assert [one.amount for one in shop.api(fake_stripe).charges.list().data] == [99, 99, 499]


def test_a_shorter_plan_after_a_year_is_counted_from_its_own_start(
    fake_stripe: FakeStripe,
) -> None:
    go_to(fake_stripe, 8, 31, leap=False)
    bought = shop.subscribe(fake_stripe, shop.price(fake_stripe, amount=4999, interval="year"))
    monthly = other(fake_stripe, bought, amount=499, interval="month")
    fake_stripe.press(portal(fake_stripe, bought), f"switch:{bought.id}:{monthly}")
    begun = shop.period(bought)[1]
    switched = shop.to_renewal(fake_stripe, bought)
    assert (priced(switched), switched.billing_cycle_anchor) == (monthly, begun)
    assert ends(fake_stripe, bought) == (9, 30)
    shop.to_renewal(fake_stripe, bought)
    assert ends(fake_stripe, bought) == (10, 31)


def test_a_trial_sets_the_day_of_the_month(fake_stripe: FakeStripe) -> None:
    go_to(fake_stripe, 1, 24, leap=False)
    sold = shop.price(fake_stripe, interval="month")
    trial = {"trial_period_days": 7}
    bought = shop.subscribe(fake_stripe, sold, subscription_data=trial)
    assert (bought.status, ends(fake_stripe, bought)) == ("trialing", (1, 31))
    assert shop.to_renewal(fake_stripe, bought).status == "active"
    assert ends(fake_stripe, bought) == (2, 28)
    shop.to_renewal(fake_stripe, bought)
    assert ends(fake_stripe, bought) == (3, 31)


def test_credit_lasts_for_several_months_and_then_the_card_pays(fake_stripe: FakeStripe) -> None:
    client = shop.api(fake_stripe)
    bought = shop.subscribe(fake_stripe, shop.price(fake_stripe, amount=500, interval="month"))
    client.customers.update(bought.customer, {"balance": -1200})
    left, due = [], []
    for _ in range(4):
        renewed = shop.to_renewal(fake_stripe, bought)
        left.append(client.customers.retrieve(bought.customer).balance)
        due.append(client.invoices.retrieve(renewed.latest_invoice).amount_due)
    assert (left, due) == ([-700, -200, 0, 0], [0, 0, 300, 500])
    assert [one.amount for one in client.charges.list().data] == [500, 300, 500]


def test_what_is_owed_is_asked_for_with_the_next_invoice(fake_stripe: FakeStripe) -> None:
    client = shop.api(fake_stripe)
    bought = shop.subscribe(fake_stripe, shop.price(fake_stripe, amount=500, interval="month"))
    client.customers.update(bought.customer, {"balance": 250})
    renewed = shop.to_renewal(fake_stripe, bought)
    invoice = client.invoices.retrieve(renewed.latest_invoice)
    assert (invoice.total, invoice.amount_due, invoice.amount_paid) == (500, 750, 750)
    assert client.customers.retrieve(bought.customer).balance == 0
