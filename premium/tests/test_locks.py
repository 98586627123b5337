"""No row is held while Stripe is asked, and none is waited for without end."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import DatabaseError, connections, models, transaction

from accounts.models import User
from conftest import make_person
from numoraq.rls.identity import as_login_role
from premium import gateway
from premium.models import Payment, PremiumStatus, Subscription
from premium.services import settling, subscriptions, waiting
from premium.tests.shop import DAY, HOUR, Shop
from premium.trouble import Trouble

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)
WRITTEN: tuple[type[models.Model], ...] = (Payment, Subscription, PremiumStatus)


type Asked = list[list[str]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Asked]:
    """Return a function from which on every question to Stripe is noted with what is held."""
    found: Asked = []

    def watched(real: Callable[..., Any]) -> Callable[..., Any]:
        def ask(*args: Any, **named: Any) -> Any:
            found.append(elsewhere(held))
            return real(*args, **named)

        return ask

    def watch() -> Asked:
        for name in ("_got", "_listed", "_made"):
            monkeypatch.setattr(gateway, name, watched(getattr(gateway, name)))
        return found

    return watch


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_person("alice")


def elsewhere[T](act: Callable[[], T]) -> T:
    """Do something on a connection of its own."""

    def alone() -> T:
        try:
            with as_login_role(), transaction.atomic():
                return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(alone).result(timeout=30)


def held() -> list[str]:
    """Return in which tables rows are locked by somebody."""
    found = []
    for model in WRITTEN:
        try:
            with transaction.atomic():
                list(model._default_manager.select_for_update(nowait=True, of=("self",)))
        except DatabaseError:
            found.append(model._meta.db_table)
    return found


def test_no_row_is_held_while_stripe_is_asked(
    alice: User, shop: Shop, asked: Callable[[], Asked]
) -> None:
    """Bought, renewed, the renewal paid back: by events, and by the page."""
    payment = shop.order(alice, "monthly")
    questions = asked()
    shop.pay(payment)
    shop.settle(payment)
    assert set(shop.deliver()) == {200}
    shop.fake.advance(31 * DAY + 2 * HOUR)
    assert set(shop.deliver()) == {200}
    with as_login_role():
        renewal = Payment.objects.get(stripe_session_id=None)
    shop.fake.make("refund", shop.charge_of(renewal))
    assert set(shop.deliver()) == {200}
    assert shop.read(renewal).status == "refunded"
    assert len(questions) > 20
    assert [one for one in questions if one] == []


def test_nor_for_a_page_whose_answer_was_lost(
    alice: User, shop: Shop, monkeypatch: pytest.MonkeyPatch, asked: Callable[[], Asked]
) -> None:
    real, made = gateway.open_checkout, []

    def lose(params: Any, *, key: str) -> Any:
        made.append(real(params, key=key))
        raise Trouble("lost", is_temporary=True)

    monkeypatch.setattr(gateway, "open_checkout", lose)
    with pytest.raises(Trouble):
        shop.order(alice, "lifetime")
    questions = asked()
    shop.fake.pay(made[0]["url"], "pays")
    assert set(shop.deliver()) == {200}
    with as_login_role():
        payment = Payment.objects.get()
    assert (payment.status, payment.stripe_session_id) == ("completed", made[0]["id"])
    assert questions
    assert [one for one in questions if one] == []


def test_a_row_that_stays_locked_is_for_the_next_time(
    alice: User, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = shop.buy(alice, "monthly")
    monkeypatch.setattr(waiting, "_LONGEST", "50ms")
    row = shop.subscription(alice)
    is_held, is_done = threading.Event(), threading.Event()

    def hold() -> None:
        list(Payment.objects.select_for_update(of=("self",)))
        list(Subscription.objects.select_for_update(of=("self",)))
        is_held.set()
        is_done.wait(timeout=30)

    holder = threading.Thread(target=lambda: elsewhere(hold))
    holder.start()
    try:
        assert is_held.wait(timeout=30)
        for act in (
            lambda: settling.settle(payment_id=payment.pk, at=shop.now()),
            lambda: subscriptions.sync(subscription_id=row.stripe_subscription, at=shop.now()),
        ):
            with as_login_role(), pytest.raises(Trouble) as busy:
                act()
            assert busy.value.is_temporary
    finally:
        is_done.set()
        holder.join(timeout=30)
    assert shop.settle(payment).status == "completed"


def test_an_answer_that_was_overtaken_is_asked_for_again(alice: User, shop: Shop) -> None:
    shop.buy(alice, "monthly")
    row = shop.subscription(alice)
    with as_login_role():
        old = subscriptions.look(row.stripe_subscription)
    shop.fake.client.v1.subscriptions.update(
        row.stripe_subscription, {"cancel_at_period_end": True}
    )
    assert set(shop.deliver()) == {200}
    assert not shop.subscription(alice).renews
    with as_login_role():
        subscriptions.take(old, at=shop.now())
    assert not shop.subscription(alice).renews
