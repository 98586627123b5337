"""What is sold, to whom, and how it is paid for: products, prices, customers, methods."""

from typing import Any

import pytest
import stripe

from premium.fakestripe.tests import shop
from premium.fakestripe.tests.fake import FakeStripe


def test_a_price_is_found_by_its_key(fake_stripe: FakeStripe) -> None:
    client = shop.api(fake_stripe).prices
    monthly = shop.price(fake_stripe, interval="month", lookup_key="monthly")
    yearly = shop.price(fake_stripe, interval="year", lookup_key="yearly", nickname="Year")
    shop.price(fake_stripe)

    def found(**by: object) -> set[str]:
        return {one.id for one in client.list(by).data}

    assert found(lookup_keys=["monthly"]) == {monthly.id}
    assert found(lookup_keys=["monthly", "yearly", "none"]) == {monthly.id, yearly.id}
    assert found(type="recurring") == {monthly.id, yearly.id}
    assert found(recurring={"interval": "year"}) == {yearly.id}
    assert found(product=monthly.product) == {monthly.id}
    assert len(found(active=True)) == 3
    assert found(active=False) == set()


def test_a_key_moves_only_when_that_is_said(fake_stripe: FakeStripe) -> None:
    old = shop.price(fake_stripe, lookup_key="monthly")
    with pytest.raises(stripe.InvalidRequestError, match=old.id) as refused:
        shop.price(fake_stripe, lookup_key="monthly")
    assert refused.value.param == "lookup_key"
    new = shop.price(fake_stripe, lookup_key="monthly", transfer_lookup_key=True)
    client = shop.api(fake_stripe).prices
    assert client.retrieve(old.id).lookup_key is None
    assert client.update(new.id, {"lookup_key": "other"}).lookup_key == "other"
    assert client.update(old.id, {"lookup_key": "monthly"}).lookup_key == "monthly"


def test_what_something_costs_never_changes(fake_stripe: FakeStripe) -> None:
    sold = shop.price(fake_stripe)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.api(fake_stripe).prices.update(sold.id, {"unit_amount": 1})
    assert (refused.value.code, refused.value.param) == ("parameter_unknown", "unit_amount")


def test_a_product_is_made_changed_and_deleted(fake_stripe: FakeStripe) -> None:
    client = shop.api(fake_stripe).products
    described = {"currency": "eur", "unit_amount": 500, "recurring": {"interval": "month"}}
    made = client.create({"id": "premium", "name": "Premium", "default_price_data": described})
    assert (made.id, made.default_price is not None) == ("premium", True)
    with pytest.raises(stripe.InvalidRequestError, match="already exists"):
        client.create({"id": "premium", "name": "Premium"})
    with pytest.raises(stripe.InvalidRequestError, match="prices"):
        client.delete("premium")
    changed = client.update("premium", {"name": "Plus", "metadata": {"a": "1", "b": "2"}})
    assert (changed.name, changed.metadata.to_dict()) == ("Plus", {"a": "1", "b": "2"})
    assert client.update("premium", {"metadata": {"a": ""}}).metadata.to_dict() == {"b": "2"}
    assert client.update("premium", {"metadata": ""}).metadata.to_dict() == {}
    bare = client.create({"name": "Bare"})
    assert client.delete(bare.id).to_dict()["deleted"] is True
    with pytest.raises(stripe.InvalidRequestError, match="No such product"):
        client.retrieve(bare.id)


@pytest.mark.parametrize(
    ("wrong", "param"),
    [
        ({"unit_amount": "4.99"}, "unit_amount"),
        ({"unit_amount": -1}, "unit_amount"),
        ({"currency": ""}, "currency"),
        ({"product": "prod_none"}, "product"),
        ({"recurring": {"interval": "fortnight"}}, "recurring[interval]"),
        ({"recurring": {"interval": "year", "interval_count": 4}}, "recurring[interval_count]"),
    ],
)
def test_a_wrong_price_is_refused(
    fake_stripe: FakeStripe, wrong: dict[str, Any], param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.price(fake_stripe, **wrong)
    assert refused.value.param == param


def test_a_customer_is_made_and_changed(fake_stripe: FakeStripe) -> None:
    client = shop.api(fake_stripe).customers
    fields = {"email": "ada@example.org", "preferred_locales": ["pt"], "metadata": {"user": "7"}}
    made = client.create({**fields, "address": {"country": "PT"}})
    assert (made.address.country, made.preferred_locales) == ("PT", ["pt"])
    assert [one.id for one in client.list({"email": "ada@example.org"}).data] == [made.id]
    changed = client.update(made.id, {"email": "grace@example.org", "name": "Grace"})
    assert (changed.email, changed.metadata.to_dict()) == ("grace@example.org", {"user": "7"})
    client.update(made.id, {"name": "Grace"})
    assert shop.names(fake_stripe) == ["customer.created", "customer.updated"]  # nothing changed


def test_a_method_is_given_and_taken(fake_stripe: FakeStripe) -> None:
    client = shop.api(fake_stripe)
    ada, bob = (client.customers.create({"name": name}) for name in ("Ada", "Bob"))
    method = client.payment_methods.attach("pm_card_visa", {"customer": ada.id})
    assert (method.customer, method.card.last4) == (ada.id, "4242")
    with pytest.raises(stripe.InvalidRequestError, match="another customer"):
        client.payment_methods.attach(method.id, {"customer": bob.id})
    default = {"invoice_settings": {"default_payment_method": method.id}}
    client.customers.update(ada.id, default)
    assert [one.id for one in client.customers.payment_methods.list(ada.id).data] == [method.id]
    assert client.payment_methods.detach(method.id).customer is None
    kept = client.customers.retrieve(ada.id).invoice_settings
    assert kept.default_payment_method is None
    with pytest.raises(stripe.InvalidRequestError, match="not attached"):
        client.payment_methods.detach(method.id)


def test_an_intent_is_noted_about_and_given_up(fake_stripe: FakeStripe) -> None:
    session = shop.session(fake_stripe, shop.price(fake_stripe))
    fake_stripe.pay(session.url, "declines")
    client = shop.api(fake_stripe).payment_intents
    [intent] = client.list().data
    noted = client.update(intent.id, {"metadata": {"seen": "1"}, "description": "Tried"})
    assert (noted.metadata.to_dict(), noted.description) == ({"plan": "mine", "seen": "1"}, "Tried")
    assert client.cancel(intent.id, {"cancellation_reason": "abandoned"}).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError, match="status of canceled"):
        client.cancel(intent.id)
    [charge] = shop.api(fake_stripe).charges.list().data
    noted = shop.api(fake_stripe).charges.update(charge.id, {"description": "Tried"})
    assert (noted.status, noted.description) == ("failed", "Tried")


def test_a_setup_intent_is_there_to_be_read(fake_stripe: FakeStripe) -> None:
    client = shop.api(fake_stripe)
    customer = client.customers.create({})
    made = client.setup_intents.create({"customer": customer.id})
    assert client.setup_intents.retrieve(made.id).status == "requires_payment_method"
    assert [one.id for one in client.setup_intents.list({"customer": customer.id}).data] == [
        made.id
    ]
