"""The control panel and the pages' safety: who may do what, from where."""

import re
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from premium.fakestripe.tests import shop
from premium.fakestripe.tests.fake import Answer, FakeStripe


def panel(fake: FakeStripe) -> str:
    """Return the panel's address."""
    return fake.url + "/_fake/"


def click(fake: FakeStripe, do: str, **more: str) -> Answer:
    """Press a button of the panel, as a browser does."""
    page = fake.browse("GET", panel(fake)).body
    found = re.search(r'name="secret" value="([^"]+)"', page)
    assert found
    return fake.browse("POST", panel(fake), {"secret": found[1], "do": do, **more})


def test_the_panel_shows_and_does_everything(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    delayed = shop.session(fake_stripe, shop.price(fake_stripe))
    fake_stripe.pay(delayed.url, "delayed")
    opened = shop.session(fake_stripe, shop.price(fake_stripe))
    page = fake_stripe.browse("GET", panel(fake_stripe)).body
    for part in (bought.id, delayed.id, opened.url, "checkout.session.completed", "no real money"):
        assert part in page
    intent = shop.reread(fake_stripe, delayed).payment_intent
    assert click(fake_stripe, f"settle:{intent}").location == "/_fake/"
    charges = shop.api(fake_stripe).charges.list().data
    click(fake_stripe, f"refund:{charges[0].id}", amount="100")
    click(fake_stripe, f"dispute:{charges[1].id}")
    [dispute] = shop.api(fake_stripe).disputes.list().data
    click(fake_stripe, f"win:{dispute.id}")
    click(fake_stripe, f"fail_next:{bought.id}")
    page = fake_stripe.browse("GET", panel(fake_stripe)).body
    assert "the next payment will fail" in page
    assert ", won" in page
    assert shop.reread(fake_stripe, delayed).payment_status == "paid"
    [refund] = shop.api(fake_stripe).refunds.list().data
    assert refund.amount == 100


def test_the_clock_goes_forward(fake_stripe: FakeStripe) -> None:
    before = fake_stripe.advance(0)
    assert click(fake_stripe, "advance:", amount="3600").status == 303
    assert 3600 <= fake_stripe.advance(0) - before < 3660
    for amount in ("-1", "1.5", "x", "9" * 12, ""):
        assert click(fake_stripe, "advance:", amount=amount).status == 400


def test_a_switch_goes_on_and_off(fake_stripe: FakeStripe) -> None:
    assert fake_stripe.make("switch", "is_lost") == {"is_lost": True}
    assert "Turn off" in fake_stripe.browse("GET", panel(fake_stripe)).body
    assert fake_stripe.make("switch", "is_lost") == {"is_lost": False}
    with pytest.raises(AssertionError, match="unknown"):
        fake_stripe.make("switch", "clock_offset")
    with pytest.raises(AssertionError, match="unknown"):
        fake_stripe.make("explode")


def test_nothing_is_done_without_the_secret(fake_stripe: FakeStripe) -> None:
    session = shop.session(fake_stripe, shop.price(fake_stripe))
    for secret in ({}, {"secret": ""}, {"secret": "guessed"}):
        for address, do in ((panel(fake_stripe), "advance:"), (session.url, "pays")):
            form = {"do": do, "amount": "60", **secret}
            assert fake_stripe.browse("POST", address, form).status == 403
    assert shop.reread(fake_stripe, session).status == "open"
    other = shop.session(fake_stripe, shop.price(fake_stripe))
    page = fake_stripe.browse("GET", other.url).body
    found = re.search(r'name="secret" value="([^"]+)"', page)
    assert found
    form = {"do": "pays", "secret": found[1]}
    assert fake_stripe.browse("POST", session.url, form).status == 403


@pytest.mark.parametrize("host", ["evil.test", "localhost.evil.test", "", "[::1"])
def test_a_name_of_somebody_elses_leads_nowhere(fake_stripe: FakeStripe, host: str) -> None:
    connection = HTTPConnection("127.0.0.1", urlsplit(fake_stripe.url).port, timeout=30)
    connection.request("GET", "/_fake/", headers={"Host": host})
    assert connection.getresponse().status == 421
    connection.close()


def test_pages_allow_no_script_and_forms_only_where_they_lead(fake_stripe: FakeStripe) -> None:
    session = shop.session(fake_stripe, shop.price(fake_stripe))
    connection = HTTPConnection("127.0.0.1", urlsplit(fake_stripe.url).port, timeout=30)
    connection.request("GET", urlsplit(session.url).path)
    response = connection.getresponse()
    policy = response.headers["Content-Security-Policy"]
    assert "<script" not in response.read().decode()
    connection.close()
    assert "default-src 'none'" in policy
    assert "form-action 'self' https://shop.test;" in policy
    assert fake_stripe.browse("GET", fake_stripe.url + "/style.css").status == 200


def test_what_was_named_is_shown_as_text(fake_stripe: FakeStripe) -> None:
    product = shop.api(fake_stripe).products.create({"name": '<img src="x">&'}).id
    session = shop.session(fake_stripe, shop.price(fake_stripe, product=product))
    page = fake_stripe.browse("GET", session.url).body
    assert "&lt;img src=&quot;x&quot;&gt;&amp;" in page
    assert "<img" not in page


def test_a_body_that_is_too_long_is_refused(fake_stripe: FakeStripe) -> None:
    for length in ("1000001", "99999999", "-1", "many"):
        connection = HTTPConnection("127.0.0.1", urlsplit(fake_stripe.url).port, timeout=30)
        connection.putrequest("POST", "/_fake/")
        connection.putheader("Content-Length", length)
        connection.endheaders()
        assert connection.getresponse().status == 413
        connection.close()


def test_a_body_without_a_length_is_refused(fake_stripe: FakeStripe) -> None:
    connection = HTTPConnection("127.0.0.1", urlsplit(fake_stripe.url).port, timeout=30)
    connection.putrequest("POST", "/_fake/")
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    assert connection.getresponse().status == 411
    connection.close()


def test_headers_may_be_written_small_and_are_not_echoed(fake_stripe: FakeStripe) -> None:
    connection = HTTPConnection("127.0.0.1", urlsplit(fake_stripe.url).port, timeout=30)
    headers = {"authorization": f"Bearer {fake_stripe.key}"}
    connection.request("GET", "/v1/customers", headers=headers)
    response = connection.getresponse()
    response.read()
    assert response.status == 200
    headers["stripe-version"] = "2026-05-27.dahlia; echoed"
    connection.request("GET", "/v1/customers", headers=headers)
    response = connection.getresponse()
    assert (response.status, "echoed" in str(response.headers)) == (400, False)
    connection.close()


def test_events_are_parcelled_for_tests(fake_stripe: FakeStripe) -> None:
    shop.subscribe(fake_stripe)
    first = fake_stripe.parcels()
    assert len(first) == len(shop.names(fake_stripe)) > 10
    assert fake_stripe.parcels() == []
    shop.price(fake_stripe)
    assert [body.count(b'"object": "event"') for body, _ in fake_stripe.parcels()] == [1, 1]
