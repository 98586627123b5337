"""Ports: the wished one when it is free, and a sentence that helps when it is not."""

import errno
import socket
from collections.abc import Iterator

import pytest

from numoraq.embedded import ports
from numoraq.embedded.failure import CannotStart


@pytest.fixture
def taken() -> Iterator[int]:
    """Return a port on which another program listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_free_gives_the_wished_port() -> None:
    wish = ports.free()
    assert ports.free(wish=wish) == wish


def test_free_gives_another_port_when_the_wished_one_is_taken(taken: int) -> None:
    assert ports.free(wish=taken) not in {0, taken}


def test_claim_names_the_port_and_the_option(taken: int) -> None:
    with pytest.raises(CannotStart, match=rf"port {taken} is in use.*--port"):
        ports.claim("127.0.0.1", taken)


def test_claim_picks_a_port_for_zero() -> None:
    assert ports.claim("127.0.0.1", 0) > 0


@pytest.mark.parametrize("port", [-1, 65536])
def test_claim_refuses_what_is_no_port(port: int) -> None:
    with pytest.raises(CannotStart, match="is not a port"):
        ports.claim("127.0.0.1", port)


def test_claim_refuses_a_port_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: object, address: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(socket, "socket", type("S", (socket.socket,), {"bind": refuse}))
    with pytest.raises(CannotStart, match="needs more rights"):
        ports.claim("127.0.0.1", 80)
    with pytest.raises(CannotStart, match="no free port"):
        ports.free()


def test_claim_refuses_an_address_of_another_machine() -> None:
    with pytest.raises(CannotStart, match="--host"):
        ports.claim("192.0.2.1", 0)
