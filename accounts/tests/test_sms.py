"""Text messages: each backend, and what becomes of one that is not taken."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from celery.exceptions import Retry
from django.utils import timezone, translation
from pytest_django import Settings

from accounts import sms, tasks, texting
from numoraq.lib import crypto
from numoraq.ops import mailbox
from numoraq.rls.identity import as_service
from numoraq.tests.jobs import Jobs
from numoraq.wrappers import errors
from numoraq.wrappers.models import WrapperStat
from numoraq.wrappers.tests import server
from numoraq.wrappers.tests.server import Server

NUMBER = "+351912345678"
PATH = "/feed/2010-04-01/Accounts/AC123/Messages.json"
TAKEN = server.body(json.dumps({"sid": "SM1", "status": "queued"}).encode(), code=201)
NO_MOBILE = server.body(json.dumps({"code": 21614, "message": "not a mobile"}).encode(), code=400)


@pytest.fixture
def twilio(settings: Settings) -> Iterator[Server]:
    """Return a server that speaks Twilio's protocol."""
    settings.SMS_BACKEND = "accounts.sms.TwilioBackend"
    settings.TWILIO_ACCOUNT, settings.TWILIO_TOKEN = "AC123", "secret"
    settings.TWILIO_FROM = "+15005550006"
    with server.running() as running:
        settings.TWILIO_URL = running.base
        yield running


def stat() -> WrapperStat:
    """Return what the calls to Twilio came to."""
    with as_service():
        return WrapperStat.objects.using("worker").get(pk="twilio")


def test_the_mailbox_keeps_them_beside_the_mail(settings: Settings, tmp_path: Path) -> None:
    settings.SMS_BACKEND, settings.MAILBOX_DIR = "accounts.sms.MailboxBackend", tmp_path
    sms.send(to=NUMBER, text="123456 é o seu código.\n\n@localhost #123456")
    (kept,) = mailbox.messages(to="+351912")
    assert (kept.to, kept.sender) == (NUMBER, "SMS")
    assert kept.subject == "123456 é o seu código."
    assert kept.text.strip().endswith("@localhost #123456")


def test_the_console_shows_them(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.SMS_BACKEND = "accounts.sms.ConsoleBackend"
    sms.send(to=NUMBER, text="123456")
    assert capsys.readouterr().out == f"SMS to {NUMBER}: 123456\n"


@pytest.mark.django_db(databases=["default", "worker"])
def test_twilio_gets_number_and_text(twilio: Server) -> None:
    twilio.at(PATH, TAKEN)
    sms.send(to=NUMBER, text="O seu código: 123456 & mais")
    (sent,) = twilio.posted
    assert parse_qs(sent.body.decode()) == {
        "To": [NUMBER],
        "From": ["+15005550006"],
        "Body": ["O seu código: 123456 & mais"],
    }
    assert sent.headers["Authorization"] == "Basic " + base64.b64encode(b"AC123:secret").decode()
    found = stat()
    assert (found.calls, found.errors, found.rows_out) == (1, 0, 1)
    assert found.bytes_out == len(sent.body)


@pytest.mark.django_db(databases=["default", "worker"])
def test_a_number_that_gets_no_texts_is_no_failure_of_twilio(twilio: Server) -> None:
    twilio.at(PATH, NO_MOBILE)
    for _ in range(6):
        sms.send(to=NUMBER, text="123456")
    assert len(twilio.posted) == 6
    assert (stat().errors, stat().failures_in_row) == (0, 0)


@pytest.mark.django_db(databases=["default", "worker"])
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (server.status(401), errors.Refused),
        (server.status(429), errors.RateLimited),
        (server.status(503), errors.Unreachable),
        (server.cut_off, errors.Unreachable),
        (server.redirect("http://127.0.0.1:1/"), errors.Refused),
        (server.body(b"<html>", code=201), errors.BadAnswer),
        (server.body(b"[]", code=201), errors.BadAnswer),
        (server.body(b"{}", code=201), errors.BadAnswer),
        (server.endless(b"x" * 65536), errors.TooLarge),
    ],
)
def test_it_is_called_once_and_the_failure_counted(
    twilio: Server, answer: server.Answer, error: type[Exception]
) -> None:
    twilio.at(PATH, answer)
    with pytest.raises(error):
        sms.send(to=NUMBER, text="123456")
    assert len(twilio.posted) == 1
    assert (stat().errors, stat().failures_in_row) == (1, 1)


@pytest.mark.django_db(databases=["default", "worker"])
def test_after_failures_it_is_left_alone_for_a_minute(twilio: Server) -> None:
    twilio.at(PATH, server.status(503))
    for _ in range(5):
        with pytest.raises(errors.Unreachable):
            sms.send(to=NUMBER, text="123456")
    with pytest.raises(errors.BreakerOpen):
        sms.send(to=NUMBER, text="123456")
    with as_service():
        earlier = timezone.now() - timedelta(minutes=1)
        WrapperStat.objects.using("worker").update(last_error_at=earlier)
    twilio.at(PATH, TAKEN)
    sms.send(to=NUMBER, text="123456")
    assert stat().breaker_state == "closed"


@pytest.mark.parametrize("error", [OSError("away"), errors.Unreachable("away")])
def test_what_is_not_taken_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(**_: str) -> None:
        raise error

    def again(*, exc: Exception, **_: object) -> Retry:
        return Retry(exc=exc)

    monkeypatch.setattr(sms, "send", refuse)
    monkeypatch.setattr(tasks.send_text, "retry", again)
    until = (timezone.now() + timedelta(minutes=5)).isoformat()
    with pytest.raises(Retry):
        tasks.send_text(to=sealed(), text="123456", until=until)


def sealed() -> str:
    """Return the number as a job carries it."""
    return crypto.encrypt(NUMBER, context="accounts.send_text")


def test_what_is_void_is_not_sent_any_more() -> None:
    now = timezone.now()
    texting.deliver(to=sealed(), text="123456", until=now.isoformat(), at=now)
    assert sms.outbox == []
    texting.deliver(
        to=sealed(), text="123456", until=now.isoformat(), at=now - timedelta(seconds=1)
    )
    assert sms.outbox == [sms.Text(to=NUMBER, text="123456")]


@pytest.mark.django_db(transaction=True)
def test_the_number_is_sealed_while_the_job_waits(jobs: Jobs) -> None:
    texting.post_code(to=NUMBER, code="123456", until=timezone.now())
    (waiting,) = jobs.named("accounts.send_text")
    assert "912345678" not in str(waiting)


def test_the_text_is_in_the_readers_language_and_fills_in_on_our_host_alone(
    settings: Settings,
) -> None:
    settings.WEB_URL = "https://app.numoraq.example:8443/x"
    with translation.override("en"):
        text = texting.written("123456")
    assert text.startswith("123456 is your NumoraQ code.")
    assert text.endswith("\n\n@app.numoraq.example #123456")
    assert len(text) <= 160
