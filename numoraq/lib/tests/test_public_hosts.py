"""Which hosts are outside."""

import socket
from typing import Any

import pytest

from numoraq.lib import public_hosts

PUBLIC = "93.184.215.14"


def answers(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Have every name lead to these addresses."""

    def found(_host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", found)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "172.16.0.1",
        "100.64.0.1", "224.0.0.1", "::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1",
        "2002:7f00:1::",
    ],
)  # fmt: skip
def test_addresses_inside_are_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, address)
    with pytest.raises(public_hosts.NotPublic):
        public_hosts.check("https://id.example")


def test_one_address_inside_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, PUBLIC, "10.0.0.1")
    with pytest.raises(public_hosts.NotPublic):
        public_hosts.resolve("id.example", 443)


@pytest.mark.parametrize(
    "url", ["http://id.example", "ftp://id.example", "https://", "https://a:b@id.example", "x"]
)
def test_only_encrypted_addresses_without_a_password_count(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, PUBLIC)
    with pytest.raises(public_hosts.NotPublic):
        public_hosts.check(url)


def test_a_public_host_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, PUBLIC, "2606:2800:21f::1")
    public_hosts.check("https://id.example:8443/path")
    assert public_hosts.resolve("id.example", 443) == [PUBLIC, "2606:2800:21f::1"]


def test_a_name_that_nobody_knows_is_refused() -> None:
    with pytest.raises(public_hosts.NotPublic):
        public_hosts.check("https://" + "x" * 70 + ".example")
