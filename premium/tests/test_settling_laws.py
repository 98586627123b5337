"""Any order and any repetition of Stripe's events ends the same: payments, grants, premium.

Events are handled by the real code, in between what happens at Stripe: some early, some late,
some twice, some only at the end.
"""

from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import User
from conftest import make_person
from numoraq.rls.identity import as_login_role
from premium.models import Payment
from premium.services import events
from premium.tests.shop import DAY, HOUR, Shop
from premium.tests.test_events import about_of, heard

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)
_numbers = count(1)
# Bought and renewed; the renewal paid back, the first payment disputed and won.
ENDS = (
    [("completed", 2, "9.99", "0.00"), ("refunded", 0, "9.99", "9.99")],
    1,
    "active",
)


def known(shop: Shop, user: User) -> tuple[list[Any], int, str]:
    """Return how payments and the subscription stand, and how many grants count.

    One that was never given, since its money had gone back by then, is as good as taken back.
    """
    with as_login_role():
        rows = Payment.objects.filter(user=user)
        paid = sorted(
            (row.status, row.dispute, str(row.amount_paid), str(row.amount_refunded))
            for row in rows
        )
    counting = [one for one in shop.grants(user) if one.cut_at is None]
    return paid, len(counting), shop.subscription(user).status


@given(st.integers(0, 2**32))
@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.generate],  # a seed is not made simpler
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_order_and_repetition_ends_the_same(
    transactional_db: None, shop: Shop, seed: int
) -> None:
    user, chance = make_person(f"person{next(_numbers)}"), Random(seed)
    told: list[Any] = []
    waiting: list[int] = []

    def listen() -> None:
        """Take some of what has been told so far in, in any order, some of it twice."""
        new = [about_of(one) for one in heard(shop)]
        waiting.extend(range(len(told), len(told) + len(new)))
        told.extend(new)
        handle(chance.choices(range(len(told)), k=chance.randint(0, 5)) if told else [])

    def handle(places: list[int]) -> None:
        for place in places:
            with as_login_role():
                events.handle(about=told[place], at=shop.now())
            waiting[:] = [one for one in waiting if one != place]

    heard(shop)
    payment = shop.order(user, "monthly")
    shop.pay(payment)
    listen()
    shop.fake.advance(31 * DAY + 2 * HOUR)
    listen()
    mine: Any = {"customer": shop.read(payment).stripe_customer}
    renewal, first = [one.id for one in shop.fake.client.v1.charges.list(mine).data]
    shop.fake.make("refund", renewal)
    listen()
    dispute = shop.fake.make("dispute", first)
    listen()
    shop.fake.make("win", dispute["id"])
    listen()
    late = chance.sample(waiting, len(waiting))
    handle([*late, *chance.choices(range(len(told)), k=3)])
    assert known(shop, user) == ENDS
