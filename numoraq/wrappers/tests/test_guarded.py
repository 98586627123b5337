"""Calls of libraries stay outside, also when a name answers differently the second time."""

import socket
from typing import Any

import pytest
import requests
from urllib3.connection import HTTPSConnection

from numoraq.lib import public_hosts
from numoraq.wrappers import guarded


def session() -> requests.Session:
    """Return a session that stays outside."""
    made = requests.Session()
    made.trust_env = False
    return guarded.limit(made)


@pytest.mark.parametrize("url", ["https://127.0.0.1:1/", "https://localhost:1/", "https://[::1]/"])
def test_nothing_inside_is_called(url: str) -> None:
    with pytest.raises(requests.ConnectionError, match="not a public host"):
        session().get(url, timeout=2)


def test_nothing_is_sent_in_clear() -> None:
    with pytest.raises(requests.ConnectionError, match="not encrypted"):
        session().get("http://93.184.215.14/", timeout=2)


def test_the_address_that_was_judged_is_the_one_that_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judged: list[str] = []
    called: list[str] = []

    def found(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        judged.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", port))]

    def connect(address: tuple[str, int], *_: Any, **__: Any) -> Any:
        called.append(address[0])
        raise OSError("no network in tests")

    monkeypatch.setattr(socket, "getaddrinfo", found)
    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    with pytest.raises(requests.ConnectionError):
        session().get("https://id.example/", timeout=2)
    assert judged == ["id.example"]
    assert called == ["93.184.215.14"]


def test_the_certificate_is_asked_for_under_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    monkeypatch.setattr(public_hosts, "resolve", lambda _host, _port: ["203.0.113.7"])
    monkeypatch.setattr(
        HTTPSConnection, "_new_conn", lambda connection: called.append(connection._dns_host)
    )
    connection = guarded.OutsideConnection("id.example", 443)
    connection._new_conn()
    assert called == ["203.0.113.7"]
    assert connection.host == "id.example"
