"""What happens when things happen at once, or in the wrong order, over a longer life."""

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connections, transaction

from accounts.models import User
from accounts.services import people
from conftest import make_person
from numoraq.rls.identity import as_login_role, as_service, as_staff
from numoraq.rls.logins import worker_login
from numoraq.tests.jobs import Jobs
from premium.models import Payment
from premium.services import checkout, events, refunds
from premium.services.checkout import Unsellable
from premium.tests.shop import DAY, HOUR, Shop
from premium.tests.test_events import known

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_person("alice")


def at_once(*acts: Callable[[], Any], may: tuple[type[Exception], ...] = ()) -> list[Any]:
    """Do things at the same moment, each on a connection of its own; return what came of them.

    What they may raise is what came of them, too; all else is raised, together.
    """
    start = threading.Barrier(len(acts))
    with ThreadPoolExecutor(len(acts)) as pool:
        done = [pool.submit(_one, start, act, may) for act in acts]
        wrong = [error for one in done if isinstance(error := one.exception(90), Exception)]
    if wrong:
        raise ExceptionGroup("at once", wrong)
    return [one.result() for one in done]


def _one(start: threading.Barrier, act: Callable[[], Any], may: tuple[type[Exception], ...]) -> Any:
    try:
        start.wait(timeout=30)
        return act()
    except may as error:
        return error
    finally:
        connections.close_all()


def test_a_button_pressed_eight_times_opens_one_page(alice: User, shop: Shop) -> None:
    found = at_once(*[partial(shop.order, alice, "monthly")] * 8)
    assert len({one.pk for one in found}) == 1
    assert len({one.checkout_url for one in found}) == 1
    assert len(shop.fake.client.v1.checkout.sessions.list().data) == 1
    assert len(shop.fake.client.v1.customers.list().data) == 1


def test_of_two_plans_ordered_at_once_one_page_stays(alice: User, shop: Shop, jobs: Jobs) -> None:
    orders = [partial(shop.order, alice, plan) for plan in ("monthly", "yearly")]
    at_once(*orders, may=(Unsellable,))  # the one whose page the other has closed
    jobs.run()
    with as_login_role():
        states = sorted(Payment.objects.values_list("status", flat=True))
    assert states == ["cancelled", "pending"]


def test_calling_off_and_paying_at_once_is_one_of_the_two(alice: User, shop: Shop) -> None:
    payment = shop.order(alice, "lifetime")
    at_once(partial(_cancel, shop, payment), partial(shop.pay, payment))
    shop.deliver()
    after = shop.settle(payment)
    assert after.status in {"cancelled", "completed"}
    assert shop.status(alice).is_lifetime == (after.status == "completed")


def test_two_of_the_team_pay_back_once(alice: User, shop: Shop, jobs: Jobs) -> None:
    payment = shop.buy(alice, donation=50)
    staff = [make_person("dana"), make_person("erin")]
    at_once(*[partial(_refund, shop, payment, one) for one in staff])
    assert len(jobs.named("premium.pay_back")) == 2
    jobs.run()
    assert [one.amount for one in shop.fake.client.v1.refunds.list().data] == [5_000]
    assert shop.read(payment).status == "refunded"


def test_paying_while_the_account_goes_leaves_nothing_that_renews(
    alice: User, shop: Shop, jobs: Jobs
) -> None:
    payment = shop.order(alice, "monthly")
    shop.pay(payment)
    parcels = shop.fake.parcels()
    at_once(*[partial(shop.post, one) for one in parcels], partial(_delete, alice))
    jobs.run()
    for one in parcels:
        shop.post(one)
    jobs.run()
    [subscription] = shop.fake.client.v1.subscriptions.list({"status": "all"}).data
    with as_login_role():
        assert not Payment.objects.exists()
    assert subscription.status == "canceled"


def test_a_whole_life_ends_the_same_in_any_order(alice: User, shop: Shop) -> None:
    """Bought, renewed, the renewal paid back, the first payment disputed and won."""
    with as_login_role():
        transaction.get_connection().ensure_connection()
    first = shop.order(alice, "monthly")
    shop.pay(first)
    stripe_client = shop.fake.client.v1
    shop.fake.advance(31 * DAY + 2 * HOUR)
    charges = stripe_client.charges.list().data  # newest first
    assert len(charges) == 2
    shop.fake.make("refund", charges[0].id)
    dispute = shop.fake.make("dispute", charges[1].id)
    shop.fake.make("win", dispute["id"])
    happened = [
        one.to_dict(for_json=True)["data"]["object"]
        for one in stripe_client.events.list({"limit": 100}).auto_paging_iter()
    ]
    outcomes = []
    order = random.Random(7)
    for _ in range(5):
        order.shuffle(happened)
        with as_login_role(), transaction.atomic():
            for about in [*happened, *happened[:3]]:
                events.handle(about=about, at=shop.now())
            outcomes.append(known(shop, alice))
            transaction.set_rollback(True)
    assert all(sorted(one[0]) == sorted(outcomes[0][0]) for one in outcomes)
    assert all(one[1] == outcomes[0][1] for one in outcomes)
    states = sorted(row[0] for row in outcomes[0][0])
    assert states == ["completed", "refunded"]


def test_paying_a_renewal_back_takes_that_period_alone(alice: User, shop: Shop) -> None:
    shop.buy(alice, "monthly")
    shop.fake.advance(31 * DAY + 2 * HOUR)
    shop.deliver()
    with as_login_role():
        renewal = Payment.objects.get(stripe_session_id=None)
    shop.fake.make("refund", shop.charge_of(renewal))
    shop.deliver()
    taken = {one.idem_key: one.revoked_at for one in shop.grants(alice)}
    assert taken[f"inv:{shop.read(renewal).stripe_invoice}"] is not None
    assert [at for at in taken.values() if at] == [taken[f"inv:{renewal.stripe_invoice}"]]


def _cancel(shop: Shop, payment: Payment) -> None:
    with as_login_role():
        checkout.cancel(payment_id=payment.pk, at=shop.now())


def _refund(shop: Shop, payment: Payment, actor: User) -> None:
    with as_staff(actor), transaction.atomic():
        row = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
        refunds.order(payment=row, actor=actor, reason="asked twice", at=shop.now())


def _delete(user: User) -> None:
    with worker_login(), as_service():
        people.delete(user=user)
