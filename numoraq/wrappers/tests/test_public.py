"""Documents from addresses that somebody typed: never from within."""

from collections.abc import Sequence
from functools import partial

import httpx
import pytest

from numoraq.wrappers import errors, public


def answer(found: Sequence[str], _host: str, _port: int) -> Sequence[str]:
    """Answer for the domain name system."""
    return found


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "100.64.0.1", "0.0.0.1", "::1",
     "fd00::1", "fe80::1%eth0", "::ffff:127.0.0.1", "2002:7f00:1::", "224.0.0.1", "nonsense"],
)  # fmt: skip
def test_no_address_within_is_called(address: str) -> None:
    for found in ([address], ["93.184.215.14", address]):
        with pytest.raises(errors.ForeignHost):
            public.judge("https://idp.example/m", resolve=partial(answer, found))


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "https://u:p@a.example/", "https://", "//a", "https://a:x/"]
)
def test_no_other_address_is_called(url: str) -> None:
    with pytest.raises(errors.ForeignHost):
        public.judge(url, resolve=lambda _host, _port: ["93.184.215.14"])


def answering(response: httpx.Response, seen: list[httpx.Request]) -> httpx.MockTransport:
    """Return what answers every call, and notes it."""

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return response

    return httpx.MockTransport(answer)


def fetched(response: httpx.Response, *, max_bytes: int = 100) -> tuple[bytes, httpx.Request]:
    """Return what is read of an answer, and the call."""
    seen: list[httpx.Request] = []
    body = public.get(
        "https://idp.example:8443/m?x=1",
        max_bytes=max_bytes,
        resolve=lambda _host, _port: ["93.184.215.14"],
        transport=answering(response, seen),
    )
    return body, seen[0]


def test_the_address_that_was_judged_is_the_one_that_is_called() -> None:
    body, request = fetched(httpx.Response(200, stream=httpx.ByteStream(b"found")))
    assert body == b"found"
    assert str(request.url) == "https://93.184.215.14:8443/m?x=1"
    assert request.headers["Host"] == "idp.example:8443"
    assert request.extensions["sni_hostname"] == "idp.example"


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (httpx.Response(302, headers={"Location": "https://127.0.0.1/"}), errors.Refused),
        (httpx.Response(404), errors.Refused),
        (httpx.Response(503), errors.Unreachable),
        (httpx.Response(200, stream=httpx.ByteStream(b"x" * 101)), errors.TooLarge),
    ],
)
def test_other_answers_are_none(response: httpx.Response, error: type[Exception]) -> None:
    with pytest.raises(error):
        fetched(response)


def test_who_is_not_known_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: object, **_options: object) -> None:
        raise OSError

    monkeypatch.setattr("socket.getaddrinfo", unknown)
    with pytest.raises(errors.Unreachable):
        public.get("https://nobody.example/m", max_bytes=1)


def test_a_connection_that_fails_is_told() -> None:
    def fail(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no")

    with pytest.raises(errors.Unreachable):
        public.get(
            "https://idp.example/m",
            max_bytes=1,
            resolve=lambda _host, _port: ["93.184.215.14"],
            transport=httpx.MockTransport(fail),
        )
