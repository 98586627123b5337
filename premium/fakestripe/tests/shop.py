"""A small shop at the stand-in, for tests."""

from typing import Any

from premium.fakestripe.tests.fake import FakeStripe

HOUR, DAY = 3600, 86_400  # seconds


def api(fake: FakeStripe) -> Any:
    """Return Stripe's client; what it answers depends on what is asked, so it has no types."""
    return fake.client.v1


def price(fake: FakeStripe, *, amount: int = 499, interval: str = "", **more: Any) -> Any:
    """Return a price of a fresh product: once, or each interval."""
    product = more.pop("product", None) or api(fake).products.create({"name": "Premium"}).id
    wanted = {"currency": "usd", "unit_amount": amount, "product": product}
    if interval:
        wanted["recurring"] = {"interval": interval}
    return api(fake).prices.create({**wanted, **more})


def session(fake: FakeStripe, sold: Any, **more: Any) -> Any:
    """Open a checkout session for one of something."""
    data = "subscription_data" if sold.recurring else "payment_intent_data"
    wanted = {
        "mode": "subscription" if sold.recurring else "payment",
        "line_items": [{"price": sold.id, "quantity": 1}],
        "success_url": "https://shop.test/done?{CHECKOUT_SESSION_ID}",
        "cancel_url": "https://shop.test/pricing",
        data: {"metadata": {"plan": "mine"}},
    }
    return api(fake).checkout.sessions.create({**wanted, **more})


def reread(fake: FakeStripe, session: Any, *expand: str) -> Any:
    """Return a session as it is now."""
    return api(fake).checkout.sessions.retrieve(session.id, {"expand": list(expand)})


def subscribe(fake: FakeStripe, sold: Any = None, **more: Any) -> Any:
    """Return a subscription that was bought."""
    opened = session(fake, sold or price(fake, interval="month"), **more)
    fake.pay(opened.url)
    return reread(fake, opened, "subscription").subscription


def now(fake: FakeStripe, subscription: Any, *expand: str) -> Any:
    """Return a subscription as it is now."""
    return api(fake).subscriptions.retrieve(subscription.id, {"expand": list(expand)})


def period(subscription: Any) -> tuple[int, int]:
    """Return the start and end of the period that runs, in Unix seconds."""
    item = subscription.to_dict()["items"]["data"][0]
    return item["current_period_start"], item["current_period_end"]


def to_renewal(fake: FakeStripe, subscription: Any) -> Any:
    """Let the period end and its invoice be collected; return the subscription as it is then."""
    end = period(now(fake, subscription))[1]
    fake.advance(end - fake.advance(0) + HOUR + 1)
    return now(fake, subscription)


def names(fake: FakeStripe, *, of: str = "") -> list[str]:
    """Return the types of all events, oldest first; only those that begin with something."""
    found = [one.type for one in api(fake).events.list({"limit": 100}).auto_paging_iter()]
    return [name for name in reversed(found) if name.startswith(of)]
