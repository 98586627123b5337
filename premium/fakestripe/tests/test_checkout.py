"""Buying on the page of a checkout session, with Stripe's own client."""

import pytest
import stripe

from premium.fakestripe.tests import shop
from premium.fakestripe.tests.fake import FakeStripe


def test_a_subscription_is_bought(fake_stripe: FakeStripe) -> None:
    session = shop.session(fake_stripe, shop.price(fake_stripe, interval="month"))
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert fake_stripe.pay(session.url).location == f"https://shop.test/done?{session.id}"
    paid = shop.reread(fake_stripe, session, "subscription", "invoice.payments")
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert paid.subscription.status == "active"
    assert paid.subscription.metadata.to_dict() == {"plan": "mine"}
    assert paid.subscription.customer == paid.customer
    assert paid.invoice.amount_paid == paid.amount_total == 499
    assert paid.invoice.payments.data[0].payment.type == "payment_intent"


def test_the_period_is_on_the_items_and_the_parent_on_the_invoice(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    assert "current_period_end" not in bought
    invoice = shop.now(fake_stripe, bought, "latest_invoice").latest_invoice.to_dict()
    assert "subscription" not in invoice
    assert invoice["parent"]["subscription_details"]["subscription"] == bought.id
    line = invoice["lines"]["data"][0]
    assert (line["period"]["start"], line["period"]["end"]) == shop.period(bought)


def test_something_is_bought_once(fake_stripe: FakeStripe) -> None:
    customer = shop.api(fake_stripe).customers.create({"email": "ada@example.org"})
    sold = shop.price(fake_stripe, amount=9900)
    session = shop.session(fake_stripe, sold, customer=customer.id, client_reference_id="7")
    assert session.payment_intent is None
    fake_stripe.pay(session.url)
    paid = shop.reread(fake_stripe, session, "payment_intent.latest_charge.balance_transaction")
    intent = paid.payment_intent
    assert (intent.status, intent.amount_received) == ("succeeded", 9900)
    assert intent.latest_charge.balance_transaction.net == 9900
    assert intent.latest_charge.metadata.to_dict() == {"plan": "mine"}
    assert (paid.client_reference_id, paid.customer) == ("7", customer.id)
    assert paid.customer_details.email == "ada@example.org"
    assert shop.names(fake_stripe)[-4:] == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]


def test_a_price_may_be_described_on_the_spot(fake_stripe: FakeStripe) -> None:
    described = {"currency": "jpy", "unit_amount": 500, "product_data": {"name": "Coffee"}}
    items = [{"price_data": described, "quantity": 3}]
    session = shop.session(fake_stripe, shop.price(fake_stripe), line_items=items)
    assert (session.amount_total, session.currency) == (1500, "jpy")
    page = fake_stripe.browse("GET", session.url).body
    assert "1,500 JPY" in page
    assert "3 × 500 JPY" in page
    listed = shop.api(fake_stripe).checkout.sessions.line_items.list(session.id)
    assert [row.description for row in listed.data] == ["Coffee"]


@pytest.mark.parametrize("interval", ["", "month"])
def test_a_declined_card_leaves_the_page_open(fake_stripe: FakeStripe, interval: str) -> None:
    session = shop.session(fake_stripe, shop.price(fake_stripe, interval=interval))
    said = fake_stripe.pay(session.url, "declines")
    assert said.status == 200
    assert "Your card was declined." in said.body
    assert shop.reread(fake_stripe, session).status == "open"
    assert "payment_intent.payment_failed" in shop.names(fake_stripe)
    assert fake_stripe.pay(session.url).status == 303
    assert shop.reread(fake_stripe, session).payment_status == "paid"


def test_the_bank_may_ask_who_one_is(fake_stripe: FakeStripe) -> None:
    session = shop.session(fake_stripe, shop.price(fake_stripe))
    assert "Is it you?" in fake_stripe.pay(session.url, "challenge").body
    assert "did not confirm" in fake_stripe.pay(session.url, "refuse").body
    assert shop.reread(fake_stripe, session).status == "open"
    assert fake_stripe.pay(session.url, "challenged").status == 303
    assert shop.reread(fake_stripe, session).payment_status == "paid"


def test_leaving_the_page_changes_nothing(fake_stripe: FakeStripe) -> None:
    session = shop.session(fake_stripe, shop.price(fake_stripe))
    assert fake_stripe.pay(session.url, "cancel").location == "https://shop.test/pricing"
    assert shop.reread(fake_stripe, session).status == "open"
    nowhere = shop.session(fake_stripe, shop.price(fake_stripe), cancel_url="")
    assert "Cancel" not in fake_stripe.browse("GET", nowhere.url).body
    assert fake_stripe.pay(nowhere.url, "cancel").status == 400


@pytest.mark.parametrize("interval", ["", "month"])
@pytest.mark.parametrize("by_clock", [True, False])
def test_a_delayed_payment_arrives_later(
    fake_stripe: FakeStripe, interval: str, by_clock: bool
) -> None:
    session = shop.session(fake_stripe, shop.price(fake_stripe, interval=interval))
    fake_stripe.pay(session.url, "delayed")
    waiting = shop.reread(fake_stripe, session)
    assert (waiting.status, waiting.payment_status) == ("complete", "unpaid")
    if by_clock:
        fake_stripe.advance(3 * shop.DAY)
    else:
        [intent] = shop.api(fake_stripe).payment_intents.list().data
        assert fake_stripe.make("settle", intent.id)["status"] == "succeeded"
    assert shop.reread(fake_stripe, session).payment_status == "paid"
    assert shop.names(fake_stripe, of="checkout") == [
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
    ]
    if interval:
        assert shop.reread(fake_stripe, session, "subscription").subscription.status == "active"


@pytest.mark.parametrize("interval", ["", "month"])
def test_a_delayed_payment_may_fail(fake_stripe: FakeStripe, interval: str) -> None:
    session = shop.session(fake_stripe, shop.price(fake_stripe, interval=interval))
    fake_stripe.pay(session.url, "delayed")
    [intent] = shop.api(fake_stripe).payment_intents.list().data
    fake_stripe.make("bounce", intent.id)
    failed = shop.reread(fake_stripe, session, "subscription")
    assert failed.payment_status == "unpaid"
    assert shop.names(fake_stripe)[-1] == "checkout.session.async_payment_failed"
    if interval:
        assert failed.subscription.status == "incomplete_expired"
    with pytest.raises(AssertionError, match="does not wait"):
        fake_stripe.make("settle", intent.id)


def test_a_page_is_used_once(fake_stripe: FakeStripe) -> None:
    session = shop.session(fake_stripe, shop.price(fake_stripe))
    page = fake_stripe.browse("GET", session.url)
    secret = page.body.split('name="secret" value="')[1].split('"')[0]
    form = {"secret": secret, "do": "pays"}
    assert fake_stripe.browse("POST", session.url, form).status == 303
    again = fake_stripe.browse("POST", session.url, form)
    assert (again.status, "closed" in again.body) == (410, True)
    assert len(shop.api(fake_stripe).charges.list().data) == 1
    with pytest.raises(stripe.InvalidRequestError, match="Only open"):
        shop.api(fake_stripe).checkout.sessions.expire(session.id)


def test_a_session_expires_when_asked_and_by_itself(fake_stripe: FakeStripe) -> None:
    sold = shop.price(fake_stripe)
    asked = shop.session(fake_stripe, sold)
    soon = fake_stripe.advance(0) + 1900
    by_itself = shop.session(fake_stripe, sold, expires_at=soon)
    late = shop.session(fake_stripe, sold)
    assert shop.api(fake_stripe).checkout.sessions.expire(asked.id).status == "expired"
    fake_stripe.advance(2000)
    found = [shop.reread(fake_stripe, one).status for one in (asked, by_itself, late)]
    assert found == ["expired", "expired", "open"]
    assert fake_stripe.browse("GET", by_itself.url).status == 410
    assert shop.names(fake_stripe).count("checkout.session.expired") == 2


def test_a_session_is_opened_by_a_clock_that_was_not_put_forward(fake_stripe: FakeStripe) -> None:
    sold, real = shop.price(fake_stripe), fake_stripe.advance(0)
    fake_stripe.advance(40 * shop.DAY)
    session = shop.session(fake_stripe, sold, expires_at=real + shop.HOUR)
    assert (session.status, session.expires_at) == ("open", real + shop.HOUR)
    fake_stripe.advance(shop.HOUR // 2)
    assert shop.reread(fake_stripe, session).status == "open"
    fake_stripe.advance(shop.HOUR)
    assert shop.reread(fake_stripe, session).status == "expired"


@pytest.mark.parametrize(
    ("wrong", "param"),
    [
        ({"success_url": ""}, "success_url"),
        ({"success_url": "javascript:alert(1)"}, "success_url"),
        ({"success_url": "https://shop.test/\r\nSet-Cookie: a=b"}, "success_url"),
        ({"cancel_url": "//shop.test/"}, "cancel_url"),
        ({"line_items": []}, "line_items"),
        ({"mode": "setup"}, "mode"),
        ({"mode": "subscription", "payment_intent_data": ""}, "line_items"),
        ({"subscription_data": {"metadata": {"a": "b"}}}, "subscription_data"),
        ({"customer": "cus_nobody"}, "customer"),
        ({"expires_at": 5}, "expires_at"),
        ({"line_items": [{"price": "price_none", "quantity": 1}]}, "line_items[0][price]"),
        ({"surprise": "1"}, "surprise"),
        ({"metadata": {"k" * 41: "v"}}, "metadata[" + "k" * 41 + "]"),
    ],
)
def test_a_wrong_parameter_is_named(
    fake_stripe: FakeStripe, wrong: dict[str, object], param: str
) -> None:
    sold = shop.price(fake_stripe)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.session(fake_stripe, sold, **wrong)
    assert refused.value.param == param
    assert shop.api(fake_stripe).checkout.sessions.list().data == []


def test_a_price_that_is_off_is_not_sold(fake_stripe: FakeStripe) -> None:
    sold = shop.price(fake_stripe)
    shop.api(fake_stripe).prices.update(sold.id, {"active": False})
    with pytest.raises(stripe.InvalidRequestError, match="inactive"):
        shop.session(fake_stripe, sold)
