"""The one client for outside data, against a real server that misbehaves."""

from datetime import UTC, datetime
from typing import Final

import httpx
import pytest
from django.db import transaction
from pytest_django import Settings

from numoraq.rls.identity import as_service
from numoraq.wrappers import client, ecb, errors, providers
from numoraq.wrappers.models import WrapperStat
from numoraq.wrappers.tests import server
from numoraq.wrappers.tests.server import Answer, Server

pytestmark = pytest.mark.django_db(databases=["default", "worker"])

AT: Final = datetime(2026, 11, 22, 16, tzinfo=UTC)


def get(path: str = "x") -> bytes:
    with client.use(providers.ecb(), at=AT) as call:
        return call.get(path)


def stat() -> WrapperStat:
    with as_service():
        return WrapperStat.objects.using("worker").get(pk="ecb")


def test_a_good_answer_is_returned_and_counted(provider: Server) -> None:
    provider.at("/feed/x", server.body(b"hello"))
    assert get() == b"hello"
    found = stat()
    assert (found.create_times, found.calls, found.errors, found.bytes_in) == (1, 1, 0, 5)
    assert found.last_ok_at == AT
    assert found.last_error_at is None
    assert found.latency_ms_max <= found.latency_ms_sum
    assert found.breaker_state == "closed"


def test_calls_add_up(provider: Server) -> None:
    provider.at("/feed/x", server.body(b"hello"))
    for _ in range(3):
        get()
    assert (stat().create_times, stat().calls, stat().bytes_in) == (3, 3, 15)


def test_a_fault_is_tried_again(provider: Server) -> None:
    provider.at("/feed/x", server.status(503), server.cut_off, server.body(b"at last"))
    assert get() == b"at last"
    found = stat()
    assert (found.calls, found.errors, found.failures_in_row) == (3, 2, 0)


def test_a_lasting_fault_is_given_up(provider: Server) -> None:
    provider.at("/feed/x", server.status(500))
    with pytest.raises(errors.Unreachable, match="HTTP 500"):
        get()
    found = stat()
    assert (found.calls, found.errors, found.failures_in_row) == (3, 3, 1)
    assert found.last_error == "Unreachable: HTTP 500"
    assert found.last_error_at == AT


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (server.status(404), errors.Refused),
        (server.status(403), errors.Refused),
        (server.status(429), errors.RateLimited),
        (server.endless(b"x" * 65536), errors.TooLarge),
        (server.body(b"x", Content_Encoding="gzip"), errors.BadAnswer),
        (server.redirect("http://127.0.0.1:1/feed/x"), errors.ForeignHost),
        (server.redirect("https://example.org/"), errors.ForeignHost),
        (server.redirect("//example.org/feed"), errors.ForeignHost),
        (server.redirect("file:///etc/passwd"), errors.ForeignHost),
        (server.redirect("/feed/x"), errors.Refused),
    ],
)
def test_a_bad_answer_is_refused_at_once(
    provider: Server, answer: Answer, error: type[Exception]
) -> None:
    provider.at("/feed/x", answer)
    with pytest.raises(error):
        get()
    assert stat().calls == 1
    assert stat().errors == 1


def test_too_many_calls_are_counted_apart(provider: Server) -> None:
    provider.at("/feed/x", server.status(429))
    with pytest.raises(errors.RateLimited):
        get()
    assert stat().rate_limited == 1


def test_a_redirect_on_the_same_host_is_followed(provider: Server) -> None:
    provider.at("/feed/x", server.redirect("/moved/x"))
    provider.at("/moved/x", server.body(b"here"))
    assert get() == b"here"
    assert provider.seen == ["/feed/x", "/moved/x"]


def test_silence_is_not_waited_for(provider: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "TIMEOUT", httpx.Timeout(0.05))
    provider.at("/feed/x", server.silent(0.3))
    with pytest.raises(errors.Unreachable, match="ReadTimeout"):
        get()


def test_an_answer_must_be_complete_in_time(
    provider: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "DEADLINE", -1.0)
    provider.at("/feed/x", server.body(b"drop"))
    with pytest.raises(errors.Unreachable, match="not complete"):
        get()


@pytest.mark.parametrize("dripping", server.DRIPPING, ids=str)
def test_drops_keep_nobody(
    provider: Server, monkeypatch: pytest.MonkeyPatch, dripping: str
) -> None:
    monkeypatch.setattr(client, "DEADLINE", 0.2)
    provider.at("/feed/x", server.DRIPPING[dripping])
    with pytest.raises(errors.Unreachable, match="not complete"):
        get()


def test_nobody_at_home_is_unreachable(settings: Settings) -> None:
    settings.ECB_URL = "http://127.0.0.1:1/feed"
    with pytest.raises(errors.Unreachable, match="ConnectError"):
        get()


def test_a_path_cannot_leave_the_host(provider: Server) -> None:
    provider.at("/feed//example.org/x", server.body(b"still here"))
    with pytest.raises(errors.Refused):
        get("//example.org/x")
    assert provider.seen == ["/feed/example.org/x"]


def test_what_is_found_wrong_while_reading_counts_too(provider: Server) -> None:
    provider.at(f"/feed/{ecb.NINETY_DAYS}", server.body(b"nonsense"))
    with pytest.raises(errors.BadAnswer):
        ecb.fetch(since=AT.date(), at=AT)
    assert (stat().calls, stat().errors, stat().failures_in_row) == (1, 1, 1)


def test_a_rollback_of_the_caller_does_not_lose_the_count(provider: Server) -> None:
    provider.at("/feed/x", server.body(b"hello"))
    with transaction.atomic():
        get()
        transaction.set_rollback(True)
    assert stat().calls == 1
