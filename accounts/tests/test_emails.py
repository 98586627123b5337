"""Mails: in text and HTML, in the reader's language, with nothing loaded from anywhere."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from allauth.account import adapter as allauth_adapter
from celery.exceptions import Retry
from django.core import mail
from django.utils import translation
from django.utils.module_loading import import_string
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

import accounts
import gamification
import premium
from accounts import adapter, flow_mails, mailing, selectors, tasks
from accounts.emails import account
from accounts.mailing import Message
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
KNOWN: Mapping[str, str] = {
    **ORIGIN,
    "code": "BCDF-GHJK",
    "key": "a-b",
    "path": "/accounts/password/reset/key/a-b/",
    "until": "2026-11-25T12:00:00+00:00",
    "ends_at": "2026-12-25T12:00:00+00:00",
    "due": "2026-12-25T12:00:00+00:00",
    "amount": "9.99",
    "currency": "USD",
    "kind": "donation",
}


def _messages() -> Iterator[str]:
    """Yield the path of every message there is: a function of such a module that makes one."""
    packages = [
        module
        for app in (accounts, gamification, premium)
        for module in pkgutil.walk_packages(app.__path__, f"{app.__name__}.")
    ]
    for module in packages:
        if ".tests" in module.name or not mailing.holds_messages(module.name):
            continue
        for name, found in inspect.getmembers(importlib.import_module(module.name)):
            is_own = getattr(found, "__module__", "") == module.name
            if is_own and getattr(found, "__annotations__", {}).get("return") is Message:
                yield f"{module.name}.{name}"


def values_of(message: str) -> dict[str, Any]:
    """Return something for every value of a message; what people typed tries to be HTML."""
    taken = inspect.signature(import_string(message)).parameters.items()
    return {
        name: 3 if parameter.annotation is int else KNOWN.get(name, "<b>typed</b>")
        for name, parameter in taken
    }


MESSAGES = list(_messages())


def written(message: str) -> tuple[str, str, str]:
    """Return subject, text and HTML of a message."""
    made = import_string(message)(**values_of(message))
    composed = mailing.compose(made, to="carol@example.org")
    return str(composed.subject), str(composed.body), html_of(composed)


@pytest.mark.parametrize("language", ["en", "pt"])
@pytest.mark.parametrize("message", MESSAGES)
def test_every_message_is_whole(message: str, language: str, settings: Settings) -> None:
    settings.WEB_URL = "https://numoraq.example"
    with translation.override(language):
        subject, text, html = written(message)
    assert subject.startswith("NumoraQ: ")
    assert "\n" not in subject
    assert f'<html lang="{language}"' in html
    addresses = set(re.findall(r"https?://[^/\s\"<]+", text + html))
    assert addresses == {"https://numoraq.example"}
    assert not re.search(r"<(img|script|link|iframe)|url\(|@import|style=", html)
    assert "prefers-color-scheme: dark" in html
    assert "&lt;" not in text


@pytest.mark.parametrize("message", MESSAGES)
def test_what_others_wrote_is_escaped_in_html(message: str) -> None:
    _subject, _text, html = written(message)
    assert "<b>typed</b>" not in html
    assert "<b>Browser</b>" not in html


def test_the_browser_is_named_as_it_names_itself() -> None:
    _subject, _text, html = written("accounts.emails.account.password_changed")
    assert "&lt;b&gt;Browser&lt;/b&gt;" in html


def test_times_are_those_of_the_readers_clock() -> None:
    _subject, text, _html = written("accounts.emails.account.password_changed")
    assert "22 Nov 2026" in text
    assert "17:30 (Asia/Kolkata)" in text


def test_every_mail_allauth_sends_has_a_message_of_ours() -> None:
    assert {f"accounts.{mail.function}" for mail in flow_mails.MAILS.values()} <= set(MESSAGES)
    for prefix in flow_mails.MAILS:
        assert prefix.startswith(("account/email/", "mfa/email/", "socialaccount/email/"))


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
        mailing.post(
            message="accounts.emails.account.unknown_account", to="a@example.org", language="en"
        )
        assert not jobs.waiting
    assert [job["to"] for job in jobs.named("accounts.send_mail")] == ["a@example.org"]
    jobs.run()
    assert [message.to for message in mail.outbox] == [["a@example.org"]]
    assert mail.outbox[0].extra_headers["Auto-Submitted"] == "auto-generated"


def test_answers_go_to_the_support_address_when_there_is_one(settings: Settings) -> None:
    settings.SUPPORT_EMAIL = "help@numoraq.example"
    made = account.email_changed(**values_of("accounts.emails.account.email_changed"))
    composed = mailing.compose(made, to="a@example.org")
    assert composed.reply_to == ["help@numoraq.example"]
    assert "Answer this mail at once." in composed.body
    assert "mailto:help@numoraq.example?subject=My%20e-mail%20address" in composed.body


def test_without_a_support_address_nothing_is_promised(settings: Settings) -> None:
    settings.SUPPORT_EMAIL = ""
    message = account.email_changed(**values_of("accounts.emails.account.email_changed"))
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
