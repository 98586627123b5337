"""Events that come twice, late, in any order, at once, or never: each purchase is given once."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from itertools import permutations
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections, transaction
from django.test import Client

from accounts.models import User
from conftest import make_person
from numoraq.rls.identity import as_login_role, as_service
from numoraq.rls.logins import worker_login
from numoraq.tests.jobs import Jobs
from premium import gateway
from premium.models import Payment
from premium.services import events, grants, reconciling, settling
from premium.tests.shop import Parcel, Shop
from premium.trouble import Trouble

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_person("alice")


def heard(shop: Shop) -> list[Parcel]:
    """Return the events since the last time that we listen to."""
    return [one for one in shop.fake.parcels() if json.loads(one[0])["type"] in gateway.EVENTS]


def about_of(parcel: Parcel) -> dict[str, Any]:
    """Return the object an event is about."""
    found: dict[str, Any] = json.loads(parcel[0])["data"]["object"]
    return found


def known(shop: Shop, user: User) -> list[Any]:
    """Return all that is to be the same whatever happened on the way."""
    with as_login_role():
        payments = list(
            Payment.objects.filter(user=user)
            .order_by("created_at")
            .values_list("status", "dispute", "amount_paid", "amount_refunded", "stripe_invoice")
        )
    given = [(one.idem_key, one.ends_at, bool(one.revoked_at)) for one in shop.grants(user)]
    return [payments, given, shop.is_premium(user)]


@pytest.mark.parametrize(("plan", "is_refunded"), [("monthly", False), ("lifetime", True)])
def test_the_order_of_events_does_not_matter(
    alice: User, shop: Shop, plan: str, is_refunded: bool
) -> None:
    payment = shop.order(alice, plan)
    heard(shop)  # of the customer alone
    shop.pay(payment)
    if is_refunded:
        intent = shop.fake.client.v1.payment_intents.list().data[0]
        shop.fake.make("refund", str(intent.latest_charge))
    parcels = heard(shop)
    assert 3 <= len(parcels) <= 4
    outcomes = []
    for order in permutations(json.loads(body)["data"]["object"] for body, _ in parcels):
        with as_login_role(), transaction.atomic():
            for about in order:
                events.handle(about=about, at=shop.now())
            outcomes.append(known(shop, alice))
            transaction.set_rollback(True)
    assert [shop.post(one) for one in reversed(parcels)] == [200] * len(parcels)
    outcomes.append(known(shop, alice))
    assert all(one == outcomes[0] for one in outcomes)
    assert outcomes[0][0][0][0] == ("refunded" if is_refunded else "completed")


def test_events_that_come_again_change_nothing(alice: User, shop: Shop, jobs: Jobs) -> None:
    shop.pay(shop.order(alice, "monthly"))
    parcels = shop.fake.parcels()
    for one in parcels:
        shop.post(one)
    before, sent = known(shop, alice), len(jobs.waiting)
    assert {shop.post(one) for one in parcels} == {200}
    # Told anew under another name, as Stripe does rarely.
    for body, _signature in parcels:
        event = {**json.loads(body), "id": f"evt_{uuid4().hex}"}
        assert shop.post(_signed(shop, event)) == 200
    assert known(shop, alice) == before
    assert len(jobs.waiting) == sent
    assert len(shop.grants(alice)) == 1


def test_webhook_page_and_job_at_once_give_once(alice: User, shop: Shop, jobs: Jobs) -> None:
    payment = shop.order(alice, "yearly")
    shop.pay(payment)
    parcels = heard(shop)
    start = threading.Barrier(len(parcels) + 4)
    acts: list[Callable[[], object]] = [partial(_post, shop, one) for one in parcels]
    acts += [lambda: shop.settle(payment)] * 2
    acts += [lambda: _reconcile(shop)] * 2
    with ThreadPoolExecutor(len(acts)) as pool:
        done = [pool.submit(_alone, start, act) for act in acts]
        answers = [one.result(timeout=60) for one in done]
    assert [answer for answer in answers[: len(parcels)] if answer != 200] == []
    assert shop.read(payment).status == "completed"
    assert len(shop.grants(alice)) == 1
    receipts = [one for one in jobs.named("accounts.send_mail") if "receipt" in one["message"]]
    assert len(receipts) == 1


def test_bug_5_what_stripe_confirmed_is_given_without_any_event(alice: User, shop: Shop) -> None:
    payment = shop.order(alice, "yearly")
    shop.pay(payment)
    assert _reconcile(shop, later=timedelta()) == 0  # events have some minutes
    assert _reconcile(shop) == 1
    assert shop.read(payment).status == "completed"
    assert shop.status(alice).plan_type == "yearly"
    assert shop.is_premium(alice)
    assert _reconcile(shop) == 0


def test_events_that_were_lost_are_fetched(alice: User, shop: Shop) -> None:
    nowhere: Any = {"url": "http://127.0.0.1:1/", "enabled_events": list(gateway.EVENTS)}
    payment = shop.order(alice, "lifetime")
    shop.fake.client.v1.webhook_endpoints.create(nowhere)
    shop.pay(payment)
    with worker_login(), as_service():
        assert reconciling.events(at=shop.now()) > 0
        assert reconciling.events(at=shop.now()) == 0
    assert shop.status(alice).is_lifetime
    assert set(shop.deliver()) == {200}  # late, after all
    assert len(shop.grants(alice)) == 1


def test_an_event_that_could_not_be_worked_on_is_taken_when_it_comes_again(
    alice: User, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = shop.order(alice, "lifetime")
    shop.pay(payment)
    parcels = heard(shop)
    with monkeypatch.context() as broken:
        broken.setattr(grants, "give", _break)
        assert 500 in [shop.post(one) for one in parcels]
    assert shop.read(payment).status == "pending"
    assert {shop.post(one) for one in parcels} == {200}
    assert shop.status(alice).is_lifetime


def test_while_stripe_is_away_nothing_is_lost(alice: User, far_shop: Shop) -> None:
    payment = far_shop.order(alice, "lifetime")
    far_shop.pay(payment)
    parcels, at = heard(far_shop), far_shop.now()
    far_shop.fake.stop()
    assert {far_shop.post(one) for one in parcels} == {503}
    with as_login_role(), pytest.raises(Trouble, match="does not answer"):
        settling.settle(payment_id=payment.pk, at=at)
    assert far_shop.read(payment).status == "pending"
    far_shop.fake.start()
    assert {far_shop.post(one) for one in parcels} == {200}
    assert far_shop.status(alice).is_lifetime


def test_an_order_that_broke_off_leads_to_the_same_page_or_is_closed(
    alice: User, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stripe made the page, and its answer was lost."""
    made, opened = [], gateway.open_checkout

    def lose(params: Any, *, key: str) -> Any:
        made.append(opened(params, key=key))
        raise Trouble("lost", is_temporary=True)

    with monkeypatch.context() as broken:
        broken.setattr(gateway, "open_checkout", lose)
        with pytest.raises(Trouble):
            shop.order(alice, "lifetime")
    again = shop.order(alice, "lifetime")
    assert again.stripe_session_id == made[0]["id"]
    with monkeypatch.context() as broken:
        broken.setattr(gateway, "open_checkout", lose)
        with pytest.raises(Trouble):
            shop.order(alice, donation=5)
    assert _reconcile(shop) == 1
    with as_login_role():
        assert Payment.objects.get(kind="donation").status == "cancelled"


def _reconcile(shop: Shop, later: timedelta = timedelta(hours=1)) -> int:
    with worker_login(), as_service():
        return reconciling.payments(at=shop.now() + later)


def _post(shop: Shop, parcel: Parcel) -> int:
    shop = Shop(shop.fake, shop.address, Client(raise_request_exception=False))
    return shop.post(parcel)


def _alone[T](start: threading.Barrier, act: Callable[[], T]) -> T:
    try:
        start.wait(timeout=30)
        return act()
    finally:
        connections.close_all()


def _signed(shop: Shop, event: dict[str, Any]) -> Parcel:
    from premium.fakestripe.webhooks import sign

    body = json.dumps(event).encode()
    at = int(shop.now().timestamp())
    return body, sign(body, secret=shop.fake.webhook_secret, at=at)


def _break(**_: Any) -> bool:
    raise RuntimeError("a receiver that fails")
