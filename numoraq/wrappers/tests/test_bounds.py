"""Answers to libraries' calls are read whole: of a size, and in time."""

import socket
import ssl
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import requests

from numoraq.wrappers import deadlines, errors, guarded, public
from numoraq.wrappers.tests import server
from numoraq.wrappers.tests.server import Server


@pytest.fixture
def provider() -> Iterator[Server]:
    """Return a server inside."""
    with server.running() as running:
        yield running


def session() -> requests.Session:
    """Return a session that may call inside."""
    return guarded.bound(requests.Session())


def test_a_good_answer_is_had(provider: Server) -> None:
    provider.at("/feed/x", server.body(b'{"a": 1}', Content_Type="application/json"))
    with session() as http:
        answers = [http.get(f"{provider.base}/x", timeout=5) for _ in range(2)]
        posted = http.post(f"{provider.base}/x", data={"b": "c"}, timeout=5)
    assert [answer.json() for answer in (*answers, posted)] == 3 * [{"a": 1}]
    assert provider.posted[0].body == b"b=c"
    assert provider.posted[0].headers["Accept-Encoding"] == "identity"


def test_no_connection_outlives_its_answer(provider: Server) -> None:
    provider.at("/feed/x", server.body(b"here"))
    http = session()
    http.get(f"{provider.base}/x", timeout=5)
    adapter = http.get_adapter(provider.base)
    assert isinstance(adapter, guarded.BoundAdapter)
    assert len(adapter.poolmanager.pools) == 0


def test_a_redirect_is_followed_but_not_for_ever(provider: Server) -> None:
    provider.at("/feed/x", server.redirect("/feed/y"))
    provider.at("/feed/y", server.body(b"here"))
    provider.at("/feed/z", server.redirect("/feed/z"))
    assert session().get(f"{provider.base}/x", timeout=5).text == "here"
    with pytest.raises(requests.TooManyRedirects):
        session().get(f"{provider.base}/z", timeout=5)
    assert provider.seen.count("/feed/z") == guarded.REDIRECTS + 1


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (server.endless(b"x" * 65536), "more than"),
        (server.body(b"x", Content_Encoding="gzip"), "compressed"),
        (server.cut_off, "not complete"),
    ],
)
def test_what_is_too_much_is_refused(provider: Server, answer: Any, told: str) -> None:
    provider.at("/feed/x", answer)
    with pytest.raises(requests.ConnectionError, match=told):
        session().get(f"{provider.base}/x", timeout=5)


@pytest.mark.parametrize("dripping", server.DRIPPING, ids=str)
def test_drops_keep_nobody(
    provider: Server, dripping: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarded, "DEADLINE", 0.2)
    provider.at("/feed/x", server.DRIPPING[dripping])
    with pytest.raises(requests.ConnectionError, match="not complete in time"):
        session().get(f"{provider.base}/x", timeout=5)


def test_the_time_is_that_of_all_calls_together(
    provider: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.at("/feed/x", server.body(b"here"))
    http = session()
    assert http.get(f"{provider.base}/x", timeout=5).text == "here"
    later = time.monotonic() + guarded.DEADLINE
    monkeypatch.setattr(time, "monotonic", lambda: later)
    with pytest.raises(requests.ConnectionError, match="not complete in time"):
        http.get(f"{provider.base}/x", timeout=5)


@pytest.mark.parametrize("dripping", server.DRIPPING, ids=str)
def test_documents_come_in_time(
    provider: Server, dripping: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server speaks in clear: the address is judged as usual, and then called without TLS."""
    monkeypatch.setattr(public, "DEADLINE", 0.2)
    provider.at("/m", server.DRIPPING[dripping])
    plain = httpx.URL(provider.base)

    class Plain(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            request.url = request.url.copy_with(scheme="http", host=plain.host, port=plain.port)
            return super().handle_request(request)

    with pytest.raises(errors.Unreachable, match="not complete"):
        public.get(
            "https://idp.example/m",
            max_bytes=10**6,
            resolve=lambda _host, _port: ["93.184.215.14"],
            transport=Plain(),
        )


def test_a_handshake_without_end_is_cut() -> None:
    """The connection a library has wrapped for TLS is still the one that is cut."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        with deadlines.within(0.1) as deadline:
            connection = socket.create_connection(silent.getsockname(), timeout=5)
            deadlines.hold(connection)
            with pytest.raises(OSError, match=r"EOF|reset|closed"):
                ssl.create_default_context().wrap_socket(connection, server_hostname="x.example")
            connection.close()
        assert deadline.is_over


def test_nothing_is_cut_afterwards() -> None:
    left, right = socket.socketpair()
    with deadlines.within(60):
        deadlines.hold(left)
    left.sendall(b"x")
    assert right.recv(1) == b"x"
    left.close()
    right.close()


def test_without_a_time_nothing_is_held() -> None:
    left, right = socket.socketpair()
    deadlines.hold(left)
    left.close()
    assert right.recv(1) == b""
    right.close()
