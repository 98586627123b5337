"""What no browser and no library sends: strange hosts, broken forms, unknown buttons and pages."""

from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from premium.fakestripe.tests import shop
from premium.fakestripe.tests.fake import FakeStripe
from premium.fakestripe.tests.test_error_shapes import ask
from premium.fakestripe.tests.test_portal import portal

EVIL = "<script>alert(1)</script>\"'&"


def send(fake: FakeStripe, method: str, path: str, body: bytes = b"", **headers: str) -> int:
    """Send bytes as they are; return the status."""
    connection = HTTPConnection("127.0.0.1", urlsplit(fake.url).port, timeout=30)
    connection.request(method, path, body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("path", ["/v1/customers", "/_fake/deliveries", "/style.css", "/pay/x"])
@pytest.mark.parametrize("host", ["evil.test:80", "127.0.0.1.evil.test:80", "10.0.0.1:80", "a:b:c"])
def test_no_address_is_answered_under_a_foreign_name(
    fake_stripe: FakeStripe, path: str, host: str
) -> None:
    key = f"Bearer {fake_stripe.key}"
    assert send(fake_stripe, "GET", path, Host=host, Authorization=key) == 421


def test_a_foreign_name_changes_nothing(fake_stripe: FakeStripe) -> None:
    key = f"Bearer {fake_stripe.key}"
    sent = send(
        fake_stripe, "POST", "/v1/customers", b"name=Ada", Host="evil.test:1", Authorization=key
    )
    assert (sent, shop.api(fake_stripe).customers.list().data) == (421, [])


@pytest.mark.parametrize(
    "body",
    [
        "name[]=a&name[x]=b",
        "name=a&name[x]=b",
        "[]=a",
        "=a",
        "a[b][c][d][e][f][g][h][i]=j",
        "metadata=flat",
        "metadata[a][b]=deep",
        "metadata[0]=a&metadata[0][b]=c",
        "balance=1e5",
        "balance=٣x",
        "tax_exempt=perhaps",
        "address=somewhere",
        "preferred_locales=en",
        "invoice_settings=now",
        "invoice_settings[default_payment_method]=pm_none",
        "payment_method=pm_none",
        "%00=%ff",
    ],
)
def test_a_broken_form_is_refused_whole(fake_stripe: FakeStripe, body: str) -> None:
    status, said, _ = ask(fake_stripe, "POST", "/v1/customers", body.encode().decode("latin-1"))
    assert status in {400, 404}, said
    assert said["error"]["type"] == "invalid_request_error"
    assert said["error"]["message"]
    assert shop.api(fake_stripe).customers.list().data == []
    assert shop.names(fake_stripe) == []


def test_bytes_that_are_no_text_are_not_a_fault(fake_stripe: FakeStripe) -> None:
    key = f"Bearer {fake_stripe.key}"
    assert send(fake_stripe, "POST", "/v1/customers", b"name=\xff\xfe", Authorization=key) == 200
    [made] = shop.api(fake_stripe).customers.list().data
    assert made.name == "\ufffd\ufffd"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "HEAD", "OPTIONS", "TRACE"])
def test_other_methods_are_not_known(fake_stripe: FakeStripe, method: str) -> None:
    assert send(fake_stripe, method, "/v1/customers") == 501


@pytest.mark.parametrize(
    "path", ["/", "/pay/", "/pay/cs_none", "/portal/bps_none", "/pay/../_fake/", "/_fake/none"]
)
def test_an_unknown_page_is_said_to_be_one(fake_stripe: FakeStripe, path: str) -> None:
    for method in ("GET", "POST"):
        assert send(fake_stripe, method, path) in {403, 404}


@pytest.mark.parametrize("do", ["", "switch:", "switch:a:b:c", "end:", "keep:x", "card:", "free"])
def test_a_button_the_portal_does_not_have_does_nothing(fake_stripe: FakeStripe, do: str) -> None:
    bought = shop.subscribe(fake_stripe)
    before = shop.names(fake_stripe)
    assert fake_stripe.press(portal(fake_stripe, bought), do).status in {400, 404}
    assert shop.names(fake_stripe) == before


@pytest.mark.parametrize("do", ["", "free", "PAYS", "pays:1", "settle:x"])
def test_a_button_the_page_does_not_have_pays_nothing(fake_stripe: FakeStripe, do: str) -> None:
    session = shop.session(fake_stripe, shop.price(fake_stripe))
    assert fake_stripe.pay(session.url, do).status == 400
    assert shop.reread(fake_stripe, session).status == "open"
    assert shop.api(fake_stripe).payment_intents.list().data == []


def test_names_are_text_on_every_page(fake_stripe: FakeStripe) -> None:
    client = shop.api(fake_stripe)
    product = client.products.create({"name": EVIL}).id
    email = "<b>@example.org"
    customer = client.customers.create({"name": EVIL, "email": email})
    sold = shop.price(fake_stripe, product=product, interval="month")
    opened = shop.session(fake_stripe, sold, customer=customer.id)
    pages = [opened.url, fake_stripe.url + "/_fake/"]
    bodies = [fake_stripe.browse("GET", page).body for page in pages]
    bought = shop.subscribe(fake_stripe, sold, customer=customer.id)
    bodies.append(fake_stripe.browse("GET", portal(fake_stripe, bought)).body)
    for body in bodies:
        assert "<script" not in body
        assert "<b>@" not in body
    assert "&lt;script&gt;" in bodies[0]
    assert "&lt;script&gt;" in bodies[2]
    assert "&lt;b&gt;@example.org" in bodies[0]


def test_the_way_back_is_text_too(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    page = portal(fake_stripe, bought, return_url='https://shop.test/"><i>&a=1')
    body = fake_stripe.browse("GET", page).body
    assert "<i>" not in body
    assert "https://shop.test/&quot;&gt;&lt;i&gt;&amp;a=1" in body
