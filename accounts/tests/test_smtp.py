"""Every mail of an account through a real mail server: what arrives, and what cannot."""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core import mail
from pytest_django import Settings

from accounts import tasks
from accounts.models import User
from accounts.tests.conftest import Browser
from accounts.tests.test_emails import MESSAGES, values_of
from accounts.tests.test_sign_in import sign_in
from conftest import PASSWORD

TO = "carol@example.org"


class Inbox:
    """What the mail server was given."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a message."""
        self.envelopes.append(envelope)
        return "250 OK"

    def only(self) -> tuple[Envelope, EmailMessage]:
        """Return the one message that came."""
        (envelope,) = self.envelopes
        content = envelope.content
        assert isinstance(content, bytes)
        parsed = message_from_bytes(content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return envelope, parsed


@pytest.fixture
def inbox(settings: Settings) -> Iterator[Inbox]:
    """Have mail sent by SMTP, to a server of the test."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = Inbox()
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    backend = "django.core.mail.backends.smtp.EmailBackend"
    options = {"host": "127.0.0.1", "port": port, "timeout": 10}
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
    settings.WEB_URL = "https://numoraq.example"
    settings.DEFAULT_FROM_EMAIL = "NumoraQ <noreply@numoraq.example>"
    yield kept
    server.stop()


def send(message: str, *, to: str = TO, language: str = "en", **values: Any) -> None:
    """Send a mail as the worker does."""
    tasks.send_mail(message=message, to=to, language=language, values=values)


def body(parsed: EmailMessage, kind: str) -> str:
    """Return the text or the HTML of a message."""
    part = parsed.get_body((kind,))
    assert part
    return str(part.get_content())


@pytest.mark.parametrize("language", ["en", "pt"])
@pytest.mark.parametrize("message", MESSAGES)
def test_every_mail_arrives_whole(inbox: Inbox, message: str, language: str) -> None:
    values = values_of(message)
    send(message, language=language, **values)
    envelope, parsed = inbox.only()
    assert envelope.rcpt_tos == [TO]
    assert envelope.mail_from == "noreply@numoraq.example"
    assert parsed["From"] == "NumoraQ <noreply@numoraq.example>"
    assert parsed["To"] == TO
    assert str(parsed["Subject"]).startswith("NumoraQ: ")
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["Date"]
    assert parsed["Message-ID"]
    text, html = body(parsed, "plain"), body(parsed, "html")
    assert f'<html lang="{language}"' in html
    for secret in ("key", "code"):
        assert str(values.get(secret, "")) in text
        assert str(values.get(secret, "")) in html


@pytest.mark.parametrize(
    "evil",
    [
        "a@example.org\r\nBcc: evil@example.org",
        "a@example.org\nSubject: You won",
        "a@example.org\r\n\r\nAnother body",
        "a@example.org\x00",
        "<script>@example.org",
    ],
)
def test_an_address_in_a_text_writes_no_header(inbox: Inbox, evil: str) -> None:
    send("accounts.emails.one_time.email_change_asked", key="k", new_address=evil)
    envelope, parsed = inbox.only()
    assert envelope.rcpt_tos == [TO]
    assert parsed["Bcc"] is None
    assert parsed.get_all("Subject") == ["NumoraQ: Do you want to change your e-mail address?"]
    assert "<script>" not in body(parsed, "html")


@pytest.mark.parametrize("evil", ["a@example.org\r\nBcc: b@example.org", "a@example.org\nX: y"])
def test_a_recipient_that_is_no_address_is_refused(inbox: Inbox, evil: str) -> None:
    with pytest.raises(ValueError, match=r"[Nn]ewline|[Ii]nvalid"):
        send("accounts.emails.account.unknown_account", to=evil)
    assert not inbox.envelopes


def test_a_subject_with_a_line_break_is_refused(inbox: Inbox, settings: Settings) -> None:
    settings.ACCOUNT_EMAIL_SUBJECT_PREFIX = "NumoraQ\r\nBcc: evil@example.org: "
    with pytest.raises(ValueError, match="linefeed"):
        send("accounts.emails.account.unknown_account")
    assert not inbox.envelopes


def test_letters_of_other_scripts_arrive(inbox: Inbox) -> None:
    send("accounts.emails.one_time.magic_link", language="pt", key="é-ключ-鍵")
    _envelope, parsed = inbox.only()
    assert "%C3%A9-" in body(parsed, "plain")


def test_a_journey_by_real_mail(inbox: Inbox, browser: Browser, alice: User) -> None:
    """Ask for a link, take it from the mail that arrived, and be signed in."""
    browser.post("/accounts/login/link/", {"email": alice.email})
    _envelope, parsed = inbox.only()
    found = body(parsed, "plain").partition("https://numoraq.example")[2].split()[0]
    assert browser.post(found).status_code == 302
    assert browser.is_signed_in()
    assert not mail.outbox


def test_a_mail_server_that_is_away_is_no_error_on_the_page(
    browser: Browser, alice: User, settings: Settings
) -> None:
    sign_in(browser, alice.email)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    backend = "django.core.mail.backends.smtp.EmailBackend"
    options = {"host": "127.0.0.1", "port": port, "timeout": 1}
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
    browser.jobs.run = lambda: None  # type: ignore[method-assign]  # the worker tries later
    sent = {"oldpassword": PASSWORD, "password1": "another plain sentence"}
    assert browser.post("/accounts/password/change/", sent).status_code == 302
    assert browser.jobs.named("accounts.send_mail")
