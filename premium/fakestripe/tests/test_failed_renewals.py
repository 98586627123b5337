"""Renewals that fail: how often they are tried, how they recover, and what is left when not."""

from typing import Any

import pytest
import stripe

from premium.fakestripe.tests import shop
from premium.fakestripe.tests.fake import FakeStripe
from premium.fakestripe.tests.test_portal import portal


def with_a_bad_card(fake: FakeStripe) -> Any:
    """Return a subscription whose next payments will all be declined."""
    bought = shop.subscribe(fake)
    fake.press(portal(fake, bought), "card:declines")
    return bought


@pytest.mark.parametrize(("days", "tries"), [(2, 1), (4, 2), (9, 3), (16, 4)])
def test_each_try_has_its_day(fake_stripe: FakeStripe, days: int, tries: int) -> None:
    bought = with_a_bad_card(fake_stripe)
    late = shop.to_renewal(fake_stripe, bought)
    fake_stripe.advance(days * shop.DAY)
    invoice = shop.api(fake_stripe).invoices.retrieve(late.latest_invoice)
    assert (invoice.status, invoice.attempt_count) == ("open", tries)
    assert (invoice.next_payment_attempt is None) == (tries == 4)
    assert shop.now(fake_stripe, bought).status == ("canceled" if tries == 4 else "past_due")


@pytest.mark.parametrize("failed", [1, 2, 3])
def test_a_good_card_brings_it_back_at_any_try(fake_stripe: FakeStripe, failed: int) -> None:
    bought = with_a_bad_card(fake_stripe)
    shop.to_renewal(fake_stripe, bought)
    fake_stripe.advance([0, 4, 9][failed - 1] * shop.DAY)
    assert shop.now(fake_stripe, bought).status == "past_due"
    fake_stripe.press(portal(fake_stripe, bought), "card:pays")
    fake_stripe.advance(8 * shop.DAY)
    assert shop.now(fake_stripe, bought).status == "active"
    names = shop.names(fake_stripe)
    assert names.count("invoice.payment_failed") == failed
    assert names.count("invoice.paid") == 2
    assert names.count("customer.subscription.deleted") == 0


def test_the_next_period_is_not_moved_by_a_late_payment(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    fake_stripe.make("fail_next", bought.id)
    late = shop.to_renewal(fake_stripe, bought)
    fake_stripe.advance(4 * shop.DAY)
    paid = shop.now(fake_stripe, bought)
    assert (late.status, paid.status) == ("past_due", "active")
    assert shop.period(paid) == shop.period(late)
    assert paid.billing_cycle_anchor == bought.billing_cycle_anchor


def test_an_unpaid_subscription_goes_on_unbilled_until_it_is_paid(
    fake_stripe: FakeStripe,
) -> None:
    fake_stripe.make("switch", "is_unpaid_kept")
    bought = with_a_bad_card(fake_stripe)
    client = shop.api(fake_stripe)
    owed = shop.to_renewal(fake_stripe, bought).latest_invoice
    fake_stripe.advance(20 * shop.DAY)
    assert shop.now(fake_stripe, bought).status == "unpaid"
    kept = shop.to_renewal(fake_stripe, bought)
    draft = client.invoices.retrieve(kept.latest_invoice)
    assert (kept.status, draft.status, draft.auto_advance) == ("unpaid", "draft", False)
    with pytest.raises(stripe.CardError) as refused:
        client.invoices.pay(owed)
    assert (refused.value.code, refused.value.http_status) == ("card_declined", 402)
    fake_stripe.press(portal(fake_stripe, bought), "card:pays")
    assert client.invoices.pay(owed).status == "paid"
    assert shop.now(fake_stripe, bought).status == "active"


def test_one_that_failed_and_was_left_is_not_charged_again(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    fake_stripe.make("fail_next", bought.id)
    late = shop.to_renewal(fake_stripe, bought)
    client = shop.api(fake_stripe)
    client.subscriptions.cancel(bought.id)
    fake_stripe.advance(40 * shop.DAY)
    assert client.invoices.retrieve(late.latest_invoice).status == "open"
    assert [one.status for one in client.charges.list().data] == ["failed", "succeeded"]


def test_one_that_is_to_end_ends_though_its_renewal_failed(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    fake_stripe.make("fail_next", bought.id)
    late = shop.to_renewal(fake_stripe, bought)
    shop.api(fake_stripe).subscriptions.update(bought.id, {"cancel_at_period_end": True})
    fake_stripe.advance(4 * shop.DAY)
    assert shop.now(fake_stripe, bought).status == "active"
    ended = shop.to_renewal(fake_stripe, bought)
    assert (ended.status, ended.ended_at) == ("canceled", shop.period(late)[1])


def test_without_a_card_a_renewal_fails_without_a_charge(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    client = shop.api(fake_stripe)
    for card in client.customers.payment_methods.list(bought.customer).data:
        client.payment_methods.detach(card.id)
    assert shop.to_renewal(fake_stripe, bought).status == "past_due"
    assert len(client.charges.list().data) == 1
    assert shop.names(fake_stripe).count("invoice.payment_failed") == 1


@pytest.mark.parametrize("fails", [False, True])
def test_a_delayed_renewal_keeps_the_plan_until_it_is_known(
    fake_stripe: FakeStripe, fails: bool
) -> None:
    bought = shop.subscribe(fake_stripe)
    client = shop.api(fake_stripe)
    debit = client.payment_methods.attach("pm_sepaDebit", {"customer": bought.customer})
    client.subscriptions.update(bought.id, {"default_payment_method": debit.id})
    waiting = shop.to_renewal(fake_stripe, bought)
    assert waiting.status == "active"
    intent = client.payment_intents.list().data[0]
    assert (intent.status, intent.amount) == ("processing", 499)
    fake_stripe.make("bounce" if fails else "settle", intent.id)
    assert shop.now(fake_stripe, bought).status == ("past_due" if fails else "active")
    invoice = client.invoices.retrieve(waiting.latest_invoice)
    assert invoice.status == ("open" if fails else "paid")
