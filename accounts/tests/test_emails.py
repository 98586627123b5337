"""Mails: in text and HTML, in the reader's language, with nothing loaded from anywhere."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from allauth.account import adapter as allauth_adapter
from celery.exceptions import Retry
from django.core import mail
from django.utils import translation
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts import adapter, emails, mailing, selectors, tasks
from accounts.models import User
from accounts.services import profiles
from accounts.tests.conftest import html_of
from numoraq.rls.identity import as_user
from numoraq.tests.jobs import Jobs

ORIGIN = {
    "at": "2026-11-22T12:00:00+00:00",
    "timezone": "Asia/Kolkata",
    "ip": "203.0.113.7",
    "device": "<b>Browser</b>",
}
VALUES: Mapping[str, dict[str, Any]] = {
    "sign_up_code": {"code": "BCDF-GHJK"},
    "verification_code": {"code": "BCDF-GHJK"},
    "account_exists": {},
    "unknown_account": {},
    "password_reset": {"path": "/accounts/password/reset/key/a-b/"},
    "password_changed": ORIGIN,
    "factor_added": ORIGIN,
    "factor_removed": ORIGIN,
    "codes_made": ORIGIN,
    "passkey_added": ORIGIN,
    "passkey_removed": ORIGIN,
    "recovery_code_used": {"left": 3, **ORIGIN},
    "email_changed": {"new_address": "<script>@example.org", **ORIGIN},
}


def written(function: str, **values: Any) -> tuple[str, str, str]:
    """Return subject, text and HTML of a message."""
    composed = mailing.compose(getattr(emails, function)(**values), to="carol@example.org")
    return str(composed.subject), str(composed.body), html_of(composed)


@pytest.mark.parametrize("language", ["en", "pt"])
@pytest.mark.parametrize("function", VALUES)
def test_every_message_is_whole(function: str, language: str, settings: Settings) -> None:
    settings.WEB_URL = "https://numoraq.example"
    with translation.override(language):
        subject, text, html = written(function, **VALUES[function])
    assert subject.startswith("NumoraQ: ")
    assert "\n" not in subject
    assert f'<html lang="{language}"' in html
    addresses = set(re.findall(r"https?://[^/\s\"<]+", text + html))
    assert addresses == {"https://numoraq.example"}
    assert not re.search(r"<(img|script|link|iframe)|url\(|@import|style=", html)
    assert "prefers-color-scheme: dark" in html
    assert "&lt;" not in text


@pytest.mark.parametrize("function", ["password_changed", "email_changed"])
def test_what_others_wrote_is_escaped_in_html(function: str) -> None:
    _subject, _text, html = written(function, **VALUES[function])
    assert "<b>Browser</b>" not in html
    assert "&lt;b&gt;Browser&lt;/b&gt;" in html


def test_times_are_those_of_the_readers_clock() -> None:
    _subject, text, _html = written("password_changed", **ORIGIN)
    assert "22 Nov 2026" in text
    assert "17:30 (Asia/Kolkata)" in text


def test_every_mail_allauth_sends_has_a_message_of_ours() -> None:
    assert {m.function for m in adapter.MAILS.values()} == set(VALUES)
    for prefix in adapter.MAILS:
        assert prefix.startswith(("account/email/", "mfa/email/"))


def test_a_mail_we_do_not_know_is_written_by_allauth(
    alice: User, rf: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(
        allauth_adapter.DefaultAccountAdapter,
        "send_mail",
        lambda _self, prefix, _email, _context: sent.append(prefix),
    )
    adapter.AccountAdapter(rf.get("/")).send_mail("account/email/something_new", alice.email, {})
    assert sent == ["account/email/something_new"]


def test_a_mail_is_queued_when_the_transaction_commits_and_not_before(
    jobs: Jobs, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, db: None
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        mailing.post(message="accounts.emails.unknown_account", to="a@example.org", language="en")
        assert not jobs.waiting
    assert [job["to"] for job in jobs.named("accounts.send_mail")] == ["a@example.org"]
    jobs.run()
    assert [message.to for message in mail.outbox] == [["a@example.org"]]
    assert mail.outbox[0].extra_headers["Auto-Submitted"] == "auto-generated"


def test_answers_go_to_the_support_address_when_there_is_one(settings: Settings) -> None:
    settings.SUPPORT_EMAIL = "help@numoraq.example"
    composed = mailing.compose(emails.email_changed(**VALUES["email_changed"]), to="a@example.org")
    assert composed.reply_to == ["help@numoraq.example"]
    assert "Answer this mail at once." in composed.body
    assert "mailto:help@numoraq.example?subject=My%20e-mail%20address" in composed.body


def test_without_a_support_address_nothing_is_promised(settings: Settings) -> None:
    settings.SUPPORT_EMAIL = ""
    message = emails.email_changed(**VALUES["email_changed"])
    assert message.action is None
    assert "those who run this site" in message.note


def test_a_mail_server_that_is_away_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**_values: Any) -> None:
        raise ConnectionRefusedError

    def again(*, exc: Exception, **_options: Any) -> Retry:
        assert isinstance(exc, ConnectionRefusedError)
        return Retry(exc=exc)

    monkeypatch.setattr(mailing, "deliver", away)
    monkeypatch.setattr(tasks.send_mail, "retry", again)
    with pytest.raises(Retry):
        tasks.send_mail(message="accounts.emails.x", to="a@example.org", language="en", values={})


@pytest.mark.parametrize("path", ["os.system", "accounts.services.people.create", "emails"])
def test_only_messages_can_be_asked_for(path: str) -> None:
    with pytest.raises(ValueError, match="no message"):
        mailing.deliver(message=path, to="a@example.org", language="en", values={})


def test_readers_read_in_their_own_language(alice: User) -> None:
    with as_user(alice):
        profiles.update(profile=profiles.of(alice), language="pt", timezone="Europe/Lisbon")
    assert selectors.reader("Alice@example.org") == selectors.Reader("pt", "Europe/Lisbon")


def test_strangers_read_in_the_language_of_the_page(db: None) -> None:
    with translation.override("pt"):
        assert selectors.reader("nobody@example.org") == selectors.Reader("pt", "UTC")
