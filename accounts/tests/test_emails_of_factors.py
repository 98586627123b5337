"""The mails about codes, phones, mailboxes and lost factors."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.utils import translation
from django.utils.module_loading import import_string
from pytest_django import Settings

from accounts import mailing
from accounts.tests.conftest import html_of
from accounts.tests.test_emails import ORIGIN

FACTOR = {"name": "<b>Mine</b>", "place": "+351 •••• 78", **ORIGIN}
BACK = {"path": "/accounts/2fa/lost/abc:def/"}
VALUES: Mapping[str, dict[str, Any]] = {
    "emails.codes.factor_code": {"code": "123456"},
    "emails.codes.phone_added": FACTOR,
    "emails.codes.phone_removed": FACTOR,
    "emails.codes.email_added": FACTOR,
    "emails.codes.email_removed": FACTOR,
    "emails.resets.reset_asked": {**BACK, **ORIGIN},
    "emails.resets.reset_approved": {
        **BACK,
        "until": "2026-11-25T12:00:00+00:00",
        "timezone": "Asia/Kolkata",
    },
    "emails.resets.reset_refused": {},
    "emails.resets.reset_done": {},
    "emails.resets.reset_cancelled": ORIGIN,
}


def written(function: str) -> tuple[str, str, str]:
    """Return subject, text and HTML of a message."""
    message = import_string(f"accounts.{function}")(**VALUES[function])
    composed = mailing.compose(message, to="carol@example.org")
    return str(composed.subject), str(composed.body), html_of(composed)


@pytest.mark.parametrize("language", ["en", "pt"])
@pytest.mark.parametrize("function", VALUES)
def test_every_message_is_whole(function: str, language: str, settings: Settings) -> None:
    settings.WEB_URL = "https://numoraq.example"
    with translation.override(language):
        subject, text, html = written(function)
    assert subject.startswith("NumoraQ: ")
    assert f'<html lang="{language}"' in html
    addresses = set(re.findall(r"https?://[^/\s\"<]+", text + html))
    assert addresses == {"https://numoraq.example"}
    assert "<b>Mine</b>" not in html


def test_the_code_stands_in_the_mail_that_sends_it() -> None:
    _subject, text, _html = written("emails.codes.factor_code")
    assert "    123456" in text


@pytest.mark.parametrize("function", ["emails.resets.reset_asked", "emails.resets.reset_approved"])
def test_who_did_not_ask_can_take_it_back(function: str) -> None:
    _subject, text, _html = written(function)
    assert "/accounts/2fa/lost/abc:def/" in text


def test_the_time_of_the_removal_is_by_the_readers_clock() -> None:
    _subject, text, _html = written("emails.resets.reset_approved")
    assert "25 Nov 2026" in text
    assert "17:30 (Asia/Kolkata)" in text


@pytest.mark.parametrize(
    "path", ["accounts.services.emails_x.f", "emails.codes", "accounts.tasks.emails", "os.system"]
)
def test_modules_of_mails_are_told_by_their_name(path: str) -> None:
    with pytest.raises((ValueError, ImportError)):
        mailing.deliver(message=path, to="a@example.org", language="en", values={})
