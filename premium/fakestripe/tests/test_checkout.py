"""Buying on the page of a checkout session, with Stripe's own client."""

import stripe

from premium.fakestripe.tests import shop
from premium.fakestripe.tests.fake import FakeStripe


def test_a_subscription_is_bought(fake_stripe: FakeStripe) -> None:
    price = shop.price(fake_stripe, interval="month")
    session = shop.session(fake_stripe, price, mode="subscription")
    assert fake_stripe.pay(str(session.url)).location == f"https://shop.test/done?{session.id}"

    client = fake_stripe.client.v1
    paid = client.checkout.sessions.retrieve(session.id, {"expand": ["subscription"]})
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    subscription = paid.subscription
    assert isinstance(subscription, stripe.Subscription)
    assert subscription.status == "active"
    assert subscription.metadata.to_dict() == {"plan": "monthly"}
