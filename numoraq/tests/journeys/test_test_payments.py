"""The pages of the stand-in for Stripe in a browser: for every screen, and without scripts."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from numoraq.tests.journeys.visitor import Visitor
from premium.fakestripe.tests import shop
from premium.fakestripe.tests.fake import FakeStripe

pytestmark = pytest.mark.browser


@pytest.fixture
def buyer(chromium: object, fake_stripe: FakeStripe) -> Iterator[Visitor]:
    """Return somebody who pays, in a browser that runs no scripts."""
    home = fake_stripe.url.replace("127.0.0.1", "localhost")
    with Visitor.arrive(chromium, home, java_script_enabled=False) as visitor:
        yield visitor
        assert visitor.troubles == []


@pytest.fixture
def onlooker(chromium: object, fake_stripe: FakeStripe) -> Iterator[Visitor]:
    """Return somebody who looks closely, for which the tools need scripts."""
    home = fake_stripe.url.replace("127.0.0.1", "localhost")
    with Visitor.arrive(chromium, home, bypass_csp=True) as visitor:
        yield visitor


def test_a_buyer_is_asked_by_the_bank_and_comes_back(
    buyer: Visitor, fake_stripe: FakeStripe
) -> None:
    back = (
        f"{fake_stripe.url.replace('127.0.0.1', 'localhost')}/_fake/?from={{CHECKOUT_SESSION_ID}}"
    )
    sold = shop.price(fake_stripe, interval="month")
    session = shop.session(fake_stripe, sold, success_url=back)
    buyer.open(urlsplit(session.url).path)
    page = buyer.page
    assert page.get_by_role("banner").inner_text() == "Test payments — no real money"
    page.get_by_role("button", name="Decline the card").click()
    assert page.get_by_role("alert").inner_text() == "Your card was declined."
    page.get_by_role("button", name="Card asks for 3-D Secure").click()
    page.get_by_role("button", name="Confirm it is me").click()
    page.wait_for_url(f"**/_fake/?from={session.id}")
    assert shop.reread(fake_stripe, session).payment_status == "paid"
    page.get_by_role("button", name="Refund all").click()
    assert shop.api(fake_stripe).refunds.list().data[0].amount == 499


def test_pages_fit_and_can_be_read_by_everybody(onlooker: Visitor, fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    product = bought.to_dict()["items"]["data"][0]["price"]["product"]
    shop.price(fake_stripe, product=product, interval="year", amount=4999)
    fake_stripe.pay(shop.session(fake_stripe, shop.price(fake_stripe)).url, "delayed")
    session = shop.session(fake_stripe, shop.price(fake_stripe, amount=99_999_999))
    portal = shop.api(fake_stripe).billing_portal.sessions.create(
        {"customer": bought.customer, "return_url": "https://shop.test/"}
    )
    for address in (session.url, portal.url, "/_fake/", "/nowhere"):
        onlooker.open(urlsplit(address).path)
        onlooker.inspect()
    onlooker.open(urlsplit(session.url).path)
    onlooker.page.get_by_role("button", name="Decline the card").click()
    onlooker.inspect()
