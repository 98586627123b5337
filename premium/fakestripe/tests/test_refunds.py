"""Money that goes back: refunds and disputes."""

import pytest
import stripe

from premium.fakestripe.tests import shop
from premium.fakestripe.tests.fake import FakeStripe


def paid(fake: FakeStripe) -> str:
    """Return the payment intent of something that was bought for 9.99."""
    session = shop.session(fake, shop.price(fake, amount=999))
    fake.pay(session.url)
    return str(shop.reread(fake, session).payment_intent)


def charge(fake: FakeStripe) -> stripe.Charge:
    """Return the only charge there is."""
    [found] = shop.api(fake).charges.list({"expand": ["data.refunds"]}).data
    assert isinstance(found, stripe.Charge)
    return found


def test_a_payment_is_given_back(fake_stripe: FakeStripe) -> None:
    intent = paid(fake_stripe)
    wanted = {"payment_intent": intent, "reason": "requested_by_customer", "metadata": {"a": "b"}}
    refund = shop.api(fake_stripe).refunds.create(wanted)
    assert (refund.amount, refund.status, refund.payment_intent) == (999, "succeeded", intent)
    found = charge(fake_stripe)
    assert (found.refunded, found.amount_refunded, found.id) == (True, 999, refund.charge)
    assert found.refunds is not None
    assert [one.id for one in found.refunds.data] == [refund.id]
    assert shop.names(fake_stripe)[-4:] == [
        "refund.created",
        "charge.refunded",
        "refund.updated",
        "charge.refund.updated",
    ]
    assert sum(one.net for one in shop.api(fake_stripe).balance_transactions.list().data) == 0


def test_a_part_is_given_back_and_then_the_rest(fake_stripe: FakeStripe) -> None:
    paid(fake_stripe)
    key = charge(fake_stripe).id
    fake_stripe.make("refund", key, 400)
    assert (charge(fake_stripe).refunded, charge(fake_stripe).amount_refunded) == (False, 400)
    refunds = shop.api(fake_stripe).refunds
    with pytest.raises(stripe.InvalidRequestError) as refused:
        refunds.create({"charge": key, "amount": 600})
    assert refused.value.param == "amount"
    refunds.create({"charge": key})
    assert charge(fake_stripe).refunded is True
    with pytest.raises(stripe.InvalidRequestError) as refused:
        refunds.create({"charge": key})
    assert refused.value.code == "charge_already_refunded"
    assert [one.amount for one in refunds.list({"charge": key}).data] == [599, 400]


def test_a_refund_that_fails_brings_its_money_back(fake_stripe: FakeStripe) -> None:
    paid(fake_stripe)
    key = charge(fake_stripe).id
    refund = fake_stripe.make("refund", key)
    failed = fake_stripe.make("fail_refund", refund["id"])
    assert (failed["status"], failed["failure_reason"]) == ("failed", "expired_or_canceled_card")
    found = charge(fake_stripe)
    assert (found.refunded, found.amount_refunded) == (False, 0)
    names = ["refund.updated", "refund.failed", "charge.refund.updated"]
    assert shop.names(fake_stripe)[-3:] == names
    assert sum(one.net for one in shop.api(fake_stripe).balance_transactions.list().data) == 999
    with pytest.raises(AssertionError, match="was given"):
        fake_stripe.make("fail_refund", refund["id"])
    assert fake_stripe.make("refund", key)["amount"] == 999


def test_what_was_not_paid_is_not_given_back(fake_stripe: FakeStripe) -> None:
    session = shop.session(fake_stripe, shop.price(fake_stripe))
    fake_stripe.pay(session.url, "declines")
    [failed] = shop.api(fake_stripe).charges.list().data
    for wanted in ({"charge": failed.id}, {"payment_intent": failed.payment_intent}, {}):
        with pytest.raises(stripe.InvalidRequestError):
            shop.api(fake_stripe).refunds.create(wanted)


def test_a_refund_is_noted_about(fake_stripe: FakeStripe) -> None:
    made = shop.api(fake_stripe).refunds.create({"payment_intent": paid(fake_stripe)})
    shop.api(fake_stripe).refunds.update(made.id, {"metadata": {"ticket": "7"}})
    assert shop.api(fake_stripe).refunds.retrieve(made.id).metadata.to_dict() == {"ticket": "7"}


@pytest.mark.parametrize("won", [True, False])
def test_a_dispute_takes_the_money_and_may_bring_it_back(
    fake_stripe: FakeStripe, won: bool
) -> None:
    intent = paid(fake_stripe)
    dispute = fake_stripe.make("dispute", charge(fake_stripe).id)
    assert (dispute["status"], dispute["payment_intent"]) == ("needs_response", intent)
    assert charge(fake_stripe).disputed is True
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.api(fake_stripe).refunds.create({"payment_intent": intent})
    assert refused.value.code == "charge_disputed"
    ended = fake_stripe.make("win" if won else "lose", dispute["id"])
    assert ended["status"] == ("won" if won else "lost")
    after = ["charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.dispute.closed"]
    after += ["charge.dispute.funds_reinstated"] if won else []
    assert shop.names(fake_stripe, of="charge.dispute") == after
    moved = shop.api(fake_stripe).balance_transactions.list().data
    assert sum(one.net for one in moved) == (999 if won else 0)
    with pytest.raises(AssertionError, match="already closed"):
        fake_stripe.make("win", dispute["id"])


def test_a_dispute_is_answered_or_accepted(fake_stripe: FakeStripe) -> None:
    paid(fake_stripe)
    made = fake_stripe.make("dispute", charge(fake_stripe).id)
    client = shop.api(fake_stripe).disputes
    text = {"evidence": {"product_description": "Premium"}}
    answered = client.update(made["id"], text)
    assert (answered.status, answered.evidence_details.has_evidence) == ("under_review", True)
    assert client.close(made["id"]).status == "lost"
    assert [one.id for one in client.list({"charge": made["charge"]}).data] == [made["id"]]


def test_a_renewals_charge_leads_to_its_invoice(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    intent = charge(fake_stripe).payment_intent
    wanted = {"payment": {"type": "payment_intent", "payment_intent": intent}}
    [payment] = shop.api(fake_stripe).invoice_payments.list(wanted).data
    assert (payment.invoice, payment.status) == (bought.latest_invoice, "paid")
    other = {"payment": {"type": "payment_intent", "payment_intent": "pi_other"}}
    assert shop.api(fake_stripe).invoice_payments.list(other).data == []
