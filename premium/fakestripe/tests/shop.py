"""A small shop at the stand-in, for tests."""

from typing import Any

import stripe

from premium.fakestripe.tests.fake import FakeStripe


def price(fake: FakeStripe, *, amount: int = 499, interval: str = "", **more: Any) -> stripe.Price:
    """Return a price of a fresh product: once, or each interval."""
    client = fake.client.v1
    product = more.pop("product", None) or client.products.create({"name": "Premium"}).id
    recurring: Any = {"recurring": {"interval": interval}} if interval else {}
    wanted: Any = {"currency": "usd", "unit_amount": amount, "product": product}
    wanted |= {**recurring, **more}
    return client.prices.create(wanted)


def session(fake: FakeStripe, sold: stripe.Price, **more: Any) -> stripe.checkout.Session:
    """Open a checkout session for one of something."""
    mode = "subscription" if sold.recurring else "payment"
    data = "subscription_data" if sold.recurring else "payment_intent_data"
    wanted: Any = {
        "mode": mode,
        "line_items": [{"price": sold.id, "quantity": 1}],
        "success_url": "https://shop.test/done?{CHECKOUT_SESSION_ID}",
        "cancel_url": "https://shop.test/pricing",
        data: {"metadata": {"plan": "monthly"}},
        **more,
    }
    return fake.client.v1.checkout.sessions.create(wanted)
