"""The customer a person is at Stripe, and what is remembered of one account and not of another."""

from decimal import Decimal
from typing import Any

import pytest
from djstripe.models import Customer

from accounts.models import User
from conftest import make_person
from numoraq.rls.identity import as_login_role, as_service
from numoraq.rls.logins import worker_login
from premium import gateway
from premium.models import Plan
from premium.services import changing, reconciling
from premium.tests.shop import Shop
from premium.trouble import Trouble

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_person("alice")


def customers_of(shop: Shop) -> list[Any]:
    """Return the customers there are at Stripe."""
    return list(shop.fake.client.v1.customers.list({"limit": 100}).data)


def move(user: User, address: str) -> None:
    """Give a person another address."""
    with as_login_role():
        User.objects.filter(pk=user.pk).update(email=address)
    user.email = address


def lose_the_answer(shop: Shop, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have Stripe make the customer, and nobody here hear of it."""
    real = gateway.create_customer

    def lose(**about: Any) -> Any:
        real(**about)
        raise Trouble("lost", is_temporary=True)

    with monkeypatch.context() as broken:
        broken.setattr(gateway, "create_customer", lose)
        with pytest.raises(Trouble):
            shop.order(user, "monthly")


def test_a_customer_has_the_address_and_the_name(alice: User, shop: Shop) -> None:
    shop.order(alice, "monthly")
    [found] = customers_of(shop)
    assert (found.email, found.name) == (alice.email, "Alice")


def test_a_lost_answer_makes_no_second_customer_though_the_address_changed(
    alice: User, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose_the_answer(shop, alice, monkeypatch)
    move(alice, "new@example.org")
    shop.order(alice, "monthly")
    assert [one.email for one in customers_of(shop)] == ["new@example.org"]


def test_an_event_tells_of_a_customer_whose_answer_was_lost(
    alice: User, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose_the_answer(shop, alice, monkeypatch)
    assert "customer.created" in gateway.EVENTS  # the endpoint at Stripe hears of it
    assert set(shop.deliver()) == {200}
    monkeypatch.setattr(gateway, "create_customer", None)  # days later its key is forgotten
    shop.order(alice, "monthly")
    assert len(customers_of(shop)) == 1


def test_stripe_learns_of_another_address(alice: User, shop: Shop) -> None:
    shop.buy(alice, "monthly")
    move(alice, "second@example.org")
    with worker_login(), as_service():
        assert reconciling.subscriptions(at=shop.now()) == 0
    assert customers_of(shop)[0].email == "second@example.org"
    move(alice, "third@example.org")
    with as_login_role():
        changing.customer_of(alice)
    assert customers_of(shop)[0].email == "third@example.org"
    move(alice, "fourth@example.org")
    shop.order(alice, donation=5)
    assert [one.email for one in customers_of(shop)] == ["fourth@example.org"]


def test_a_customer_of_another_account_is_passed_over(alice: User, shop: Shop) -> None:
    with as_login_role():
        Customer.objects.create(
            id="cus_elsewhere", subscriber=alice, livemode=False, metadata={}, stripe_data={}
        )
    assert shop.buy(alice, "monthly").status == "completed"
    assert shop.subscription(alice).stripe_customer != "cus_elsewhere"


def test_a_customer_that_was_deleted_is_passed_over(alice: User, shop: Shop) -> None:
    first = shop.order(alice, donation=5)
    shop.fake.client.v1.customers.delete(first.stripe_customer)
    assert shop.buy(alice, "monthly").stripe_customer != first.stripe_customer


def test_a_price_of_the_test_mode_is_not_sold_with_another_key(alice: User, shop: Shop) -> None:
    with worker_login(), as_service():
        Plan.objects.filter(pk="monthly").update(
            stripe_price="price_elsewhere", stripe_amount=Decimal("9.99")
        )
    assert shop.buy(alice, "monthly").status == "completed"
    [product] = shop.fake.client.v1.products.list().data
    assert product.name == "NumoraQ Premium"
