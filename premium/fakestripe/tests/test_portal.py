"""The customer portal: another plan, another card, an end, a return."""

from typing import Any

import pytest
import stripe

from premium.fakestripe.tests import shop
from premium.fakestripe.tests.fake import FakeStripe


def portal(fake: FakeStripe, bought: Any, **more: Any) -> str:
    """Open the portal for who bought something; return its page."""
    wanted = {"customer": bought.customer, "return_url": "https://shop.test/plan", **more}
    return str(shop.api(fake).billing_portal.sessions.create(wanted).url)


def priced(subscription: Any) -> str:
    """Return the id of the price of what was bought."""
    return str(subscription.to_dict()["items"]["data"][0]["price"]["id"])


def other(fake: FakeStripe, bought: Any, **of: Any) -> str:
    """Return the id of another price of the same product."""
    product = bought.to_dict()["items"]["data"][0]["price"]["product"]
    return str(shop.price(fake, product=product, **of).id)


def test_the_page_shows_what_runs_and_the_way_back(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    other(fake_stripe, bought, amount=4999, interval="year")
    other(fake_stripe, bought, amount=1)  # once: nothing to switch to
    page = fake_stripe.browse("GET", portal(fake_stripe, bought)).body
    assert "Premium, 4.99 USD every month" in page
    assert "Switch to Premium, 49.99 USD every year" in page
    assert "0.01 USD" not in page
    assert "Card ending in 4242" in page
    assert 'href="https://shop.test/plan"' in page


def test_a_dearer_plan_begins_at_once(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    yearly = other(fake_stripe, bought, amount=4999, interval="year")
    page = portal(fake_stripe, bought)
    assert fake_stripe.press(page, f"switch:{bought.id}:{yearly}").status == 303
    switched = shop.now(fake_stripe, bought, "latest_invoice")
    assert priced(switched) == yearly
    assert (switched.latest_invoice.status, switched.latest_invoice.total > 4000) == ("paid", True)


def test_a_cheaper_plan_begins_with_the_next_period(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    cheaper = other(fake_stripe, bought, amount=99, interval="month")
    page = portal(fake_stripe, bought)
    fake_stripe.press(page, f"switch:{bought.id}:{cheaper}")
    waiting = shop.now(fake_stripe, bought)
    assert (priced(waiting), waiting.schedule is not None) == (priced(bought), True)
    assert (
        "<dt>Then</dt><dd>Premium, 0.99 USD every month</dd>"
        in fake_stripe.browse("GET", page).body
    )
    assert priced(shop.to_renewal(fake_stripe, bought)) == cheaper


def test_one_may_think_better_of_a_cheaper_plan(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    cheaper = other(fake_stripe, bought, amount=99, interval="month")
    dearer = other(fake_stripe, bought, amount=999, interval="month")
    page = portal(fake_stripe, bought)
    fake_stripe.press(page, f"switch:{bought.id}:{cheaper}")
    fake_stripe.press(page, f"switch:{bought.id}:{cheaper}")
    fake_stripe.press(page, f"switch:{bought.id}:{dearer}")
    switched = shop.now(fake_stripe, bought)
    assert (priced(switched), switched.schedule) == (dearer, None)
    assert priced(shop.to_renewal(fake_stripe, bought)) == dearer


def test_it_ends_and_goes_on(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    page = portal(fake_stripe, bought)
    fake_stripe.press(page, f"end:{bought.id}")
    assert shop.now(fake_stripe, bought).cancel_at_period_end is True
    assert "Keep it" in fake_stripe.browse("GET", page).body
    fake_stripe.press(page, f"keep:{bought.id}")
    assert shop.now(fake_stripe, bought).cancel_at_period_end is False
    updates = shop.names(fake_stripe).count("customer.subscription.updated")
    assert updates == 3  # it began, was to end, goes on
    fake_stripe.press(
        page, f"switch:{bought.id}:{other(fake_stripe, bought, interval='month', amount=1)}"
    )
    fake_stripe.press(page, f"end:{bought.id}")
    assert shop.now(fake_stripe, bought).schedule is None


def test_a_card_that_fails_shows_at_the_next_renewal(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    page = portal(fake_stripe, bought)
    fake_stripe.press(page, "card:declines")
    assert "Card ending in 0341" in fake_stripe.browse("GET", page).body
    assert shop.to_renewal(fake_stripe, bought).status == "past_due"
    fake_stripe.press(portal(fake_stripe, bought), "card:pays")
    fake_stripe.advance(3 * shop.DAY)
    assert shop.now(fake_stripe, bought).status == "active"


def test_only_ones_own_subscription_is_changed(fake_stripe: FakeStripe) -> None:
    mine, theirs = shop.subscribe(fake_stripe), shop.subscribe(fake_stripe)
    page = portal(fake_stripe, mine)
    assert fake_stripe.press(page, f"end:{theirs.id}").status == 404
    assert shop.now(fake_stripe, theirs).cancel_at_period_end is False
    foreign = shop.price(fake_stripe, interval="month").id
    assert fake_stripe.press(page, f"switch:{mine.id}:{foreign}").status == 404
    assert fake_stripe.press(page, f"buy:{mine.id}").status == 400
    assert fake_stripe.press(page, "card:free").status == 400


def test_a_link_is_good_for_a_day(fake_stripe: FakeStripe) -> None:
    page = portal(fake_stripe, shop.subscribe(fake_stripe))
    fake_stripe.advance(shop.DAY + 60)
    assert fake_stripe.browse("GET", page).status == 410


def test_the_way_back_is_a_page(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        portal(fake_stripe, bought, return_url="javascript:alert(1)")
    assert (refused.value.code, refused.value.param) == ("url_invalid", "return_url")
    assert (
        "Return" not in fake_stripe.browse("GET", portal(fake_stripe, bought, return_url="")).body
    )


def test_the_portal_is_configured(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    client = shop.api(fake_stripe).billing_portal.configurations
    features = {"invoice_history": {"enabled": True}}
    made = client.create({"features": features, "metadata": {"for": "us"}})
    assert portal(fake_stripe, bought, configuration=made.id)
    with pytest.raises(stripe.InvalidRequestError):
        portal(fake_stripe, bought, configuration="bpc_none")
    assert client.update(made.id, {"active": False}).active is False
    assert portal(fake_stripe, bought)
    assert portal(fake_stripe, bought)
    assert len(client.list({"is_default": True}).data) == 1
