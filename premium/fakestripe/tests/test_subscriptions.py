"""The course of a subscription: renewals, payments that fail, and ends."""

from datetime import UTC, datetime

import pytest
import stripe

from premium.fakestripe.tests import shop
from premium.fakestripe.tests.fake import FakeStripe


def test_a_period_follows_the_other(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    first = shop.period(bought)
    renewed = shop.to_renewal(fake_stripe, bought)
    second = shop.period(renewed)
    assert second[0] == first[1]
    assert datetime.fromtimestamp(second[1], UTC).day <= datetime.fromtimestamp(first[0], UTC).day
    invoices = shop.api(fake_stripe).invoices.list({"subscription": bought.id}).data
    assert [one.billing_reason for one in invoices] == ["subscription_cycle", "subscription_create"]
    assert {one.status for one in invoices} == {"paid"}
    line = invoices[0].lines.data[0]
    assert (line.period.start, line.period.end) == second


def test_a_renewal_is_a_draft_for_an_hour(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    fake_stripe.advance(shop.period(bought)[1] - fake_stripe.advance(0) + 1)
    invoice = shop.now(fake_stripe, bought, "latest_invoice").latest_invoice
    assert (invoice.status, invoice.billing_reason) == ("draft", "subscription_cycle")
    fake_stripe.advance(shop.HOUR)
    assert shop.now(fake_stripe, bought, "latest_invoice").latest_invoice.status == "paid"


def test_a_year_of_months_is_paid_month_by_month(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    fake_stripe.advance(366 * shop.DAY)
    assert shop.names(fake_stripe).count("invoice.paid") == 13
    assert len(shop.api(fake_stripe).invoices.list({"limit": 100}).data) == 13
    assert shop.now(fake_stripe, bought).status == "active"


def test_a_payment_that_fails_is_tried_again(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    fake_stripe.make("fail_next", bought.id)
    late = shop.to_renewal(fake_stripe, bought)
    assert late.status == "past_due"
    invoice = shop.now(fake_stripe, bought, "latest_invoice").latest_invoice
    assert (invoice.status, invoice.attempt_count) == ("open", 1)
    assert invoice.next_payment_attempt > fake_stripe.advance(0)
    fake_stripe.advance(3 * shop.DAY)
    assert shop.now(fake_stripe, bought).status == "active"
    assert shop.names(fake_stripe, of="invoice.pa")[-3:] == [
        "invoice.payment_failed",
        "invoice.paid",
        "invoice.payment_succeeded",
    ]


@pytest.mark.parametrize("is_kept", [False, True])
def test_when_all_tries_failed_it_ends(fake_stripe: FakeStripe, is_kept: bool) -> None:
    if is_kept:
        fake_stripe.make("switch", "is_unpaid_kept")
    bought = shop.subscribe(fake_stripe)
    client = shop.api(fake_stripe)
    portal = client.billing_portal.sessions.create({"customer": bought.customer})
    fake_stripe.press(portal.url, "card:declines")
    shop.to_renewal(fake_stripe, bought)
    fake_stripe.advance(20 * shop.DAY)
    ended = shop.now(fake_stripe, bought)
    assert ended.status == ("unpaid" if is_kept else "canceled")
    assert shop.names(fake_stripe).count("invoice.payment_failed") == 4
    if not is_kept:
        assert ended.cancellation_details.reason == "payment_failed"
        assert shop.names(fake_stripe)[-1] == "customer.subscription.deleted"


def test_an_open_invoice_can_be_paid_by_hand(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    fake_stripe.make("fail_next", bought.id)
    late = shop.to_renewal(fake_stripe, bought)
    client = shop.api(fake_stripe)
    method = client.payment_methods.attach(
        "pm_card_chargeCustomerFail", {"customer": bought.customer}
    )
    with pytest.raises(stripe.CardError):
        client.invoices.pay(late.latest_invoice, {"payment_method": method.id})
    assert client.invoices.retrieve(late.latest_invoice).attempt_count == 1  # as if not tried
    assert client.invoices.pay(late.latest_invoice).status == "paid"
    assert shop.now(fake_stripe, bought).status == "active"
    with pytest.raises(stripe.InvalidRequestError, match="already paid"):
        client.invoices.pay(late.latest_invoice)


def test_it_ends_with_its_period_when_asked_to(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    client = shop.api(fake_stripe)
    leaving = client.subscriptions.update(bought.id, {"cancel_at_period_end": True})
    assert (leaving.status, leaving.cancel_at) == ("active", shop.period(bought)[1])
    ended = shop.to_renewal(fake_stripe, bought)
    assert ended.status == "canceled"
    assert ended.ended_at == shop.period(bought)[1]
    assert shop.names(fake_stripe).count("invoice.created") == 1


def test_it_goes_on_when_the_mind_is_changed(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    client = shop.api(fake_stripe)
    client.subscriptions.update(bought.id, {"cancel_at_period_end": True})
    back = client.subscriptions.update(bought.id, {"cancel_at_period_end": False})
    assert (back.cancel_at, back.canceled_at) == (None, None)
    assert shop.to_renewal(fake_stripe, bought).status == "active"


def test_it_ends_at_once_and_is_gone_from_the_list(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    client = shop.api(fake_stripe)
    why = {"cancellation_details": {"comment": "Too dear", "feedback": "too_expensive"}}
    ended = client.subscriptions.cancel(bought.id, {**why, "prorate": True, "invoice_now": True})
    assert (ended.status, ended.cancellation_details.comment) == ("canceled", "Too dear")
    assert client.subscriptions.list().data == []
    assert [one.id for one in client.subscriptions.list({"status": "all"}).data] == [bought.id]
    assert [one.id for one in client.subscriptions.list({"status": "ended"}).data] == [bought.id]
    assert client.customers.retrieve(bought.customer).balance in {-499, -498}
    with pytest.raises(stripe.InvalidRequestError):
        client.subscriptions.cancel(bought.id)
    fake_stripe.advance(60 * shop.DAY)
    assert shop.names(fake_stripe)[-1] == "customer.subscription.deleted"


def test_a_trial_costs_nothing_until_it_ends(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe, subscription_data={"trial_period_days": 14})
    assert (bought.status, bought.latest_invoice is not None) == ("trialing", True)
    assert shop.api(fake_stripe).charges.list().data == []
    started = shop.to_renewal(fake_stripe, bought)
    assert started.status == "active"
    assert shop.period(started)[0] == bought.trial_end
    assert [one.amount for one in shop.api(fake_stripe).charges.list().data] == [499]


def test_one_made_by_a_request_waits_for_its_first_payment(fake_stripe: FakeStripe) -> None:
    client = shop.api(fake_stripe)
    customer = client.customers.create({"email": "ada@example.org"})
    items = [{"price": shop.price(fake_stripe, interval="year").id}]
    wanted = {"customer": customer.id, "items": items, "payment_behavior": "default_incomplete"}
    made = client.subscriptions.create({**wanted, "expand": ["latest_invoice.payments"]})
    assert made.status == "incomplete"
    intent = made.latest_invoice.payments.data[0].payment.payment_intent
    client.payment_intents.confirm(intent, {"payment_method": "pm_card_visa"})
    assert shop.now(fake_stripe, made).status == "active"
    never = client.subscriptions.create(wanted)
    fake_stripe.advance(shop.DAY)
    given_up = shop.now(fake_stripe, never, "latest_invoice")
    assert (given_up.status, given_up.latest_invoice.status) == ("incomplete_expired", "void")


def test_a_request_may_insist_on_being_paid(fake_stripe: FakeStripe) -> None:
    client = shop.api(fake_stripe)
    customer = client.customers.create({})
    items = [{"price": shop.price(fake_stripe, interval="month").id}]
    with pytest.raises(stripe.CardError):
        client.subscriptions.create(
            {"customer": customer.id, "items": items, "payment_behavior": "error_if_incomplete"}
        )
    assert client.subscriptions.list({"status": "all"}).data == []


def test_deleting_a_customer_ends_what_they_pay_for(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    client = shop.api(fake_stripe)
    assert client.customers.delete(bought.customer).to_dict()["deleted"] is True
    assert client.customers.retrieve(bought.customer).to_dict()["deleted"] is True
    assert shop.now(fake_stripe, bought).status == "canceled"
    assert client.customers.list().data == []
    with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
        client.customers.update(bought.customer, {"name": "Ada"})
