"""Connections: kept alive, cut off, and ended when the stand-in stops."""

import socket
from http.client import HTTPConnection, RemoteDisconnected
from urllib.parse import urlsplit

import pytest

from premium.fakestripe.tests import shop
from premium.fakestripe.tests.fake import FakeStripe, FakeStripeProcess


def connected(fake: FakeStripe) -> HTTPConnection:
    """Return a connection of a client that keeps it."""
    return HTTPConnection("127.0.0.1", urlsplit(fake.url).port, timeout=30)


def ask(fake: FakeStripe, connection: HTTPConnection) -> int:
    """Ask for the customers over a connection; return the status."""
    headers = {"Authorization": f"Bearer {fake.key}"}
    connection.request("GET", "/v1/customers", headers=headers)
    response = connection.getresponse()
    response.read()
    return response.status


def test_a_connection_serves_several_requests(fake_stripe: FakeStripe) -> None:
    connection = connected(fake_stripe)
    assert ask(fake_stripe, connection) == 200
    kept = connection.sock
    assert ask(fake_stripe, connection) == 200
    assert connection.sock is kept
    connection.close()


def test_no_connection_outlives_a_stop(fake_stripe: FakeStripe) -> None:
    connection = connected(fake_stripe)
    assert ask(fake_stripe, connection) == 200
    fake_stripe.stop()
    fake_stripe.start()
    with pytest.raises((RemoteDisconnected, ConnectionError)):
        ask(fake_stripe, connection)
    connection.close()
    assert ask(fake_stripe, connection) == 200  # over a new one
    connection.close()


def test_a_client_goes_on_after_a_stop(fake_stripe: FakeStripe) -> None:
    client = shop.api(fake_stripe)
    made = client.customers.create({"name": "Ada"})
    fake_stripe.stop()
    fake_stripe.start()
    assert client.customers.retrieve(made.id).name == "Ada"


def test_a_process_ends_though_a_connection_is_open(
    fake_stripe_process: FakeStripeProcess,
) -> None:
    connection = connected(fake_stripe_process)
    assert ask(fake_stripe_process, connection) == 200
    fake_stripe_process.stop()
    fake_stripe_process.start()
    connection.close()
    assert ask(fake_stripe_process, connection) == 200
    connection.close()


def test_half_a_request_is_not_done(fake_stripe: FakeStripe) -> None:
    product = shop.api(fake_stripe).products.create({"name": "Premium"}).id
    body = f"product={product}&currency=usd&unit_amount=49900"
    head = (
        "POST /v1/prices HTTP/1.1\r\nHost: localhost:1\r\n"
        f"Authorization: Bearer {fake_stripe.key}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", urlsplit(fake_stripe.url).port or 0)) as raw:
        raw.settimeout(30)
        raw.sendall((head + body[:-2]).encode())  # 4.99 instead of 499.00
        raw.shutdown(socket.SHUT_WR)
        assert raw.recv(1) == b""
    assert shop.api(fake_stripe).prices.list().data == []
