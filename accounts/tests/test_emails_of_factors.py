"""The mails about codes and lost factors: what must stand in them."""

import pytest

from accounts import mailing
from accounts.tests.test_emails import written


def test_the_code_stands_in_the_mail_that_sends_it() -> None:
    _subject, text, _html = written("accounts.emails.codes.factor_code")
    assert "    BCDF-GHJK" in text


@pytest.mark.parametrize("function", ["reset_asked", "reset_approved"])
def test_who_did_not_ask_can_take_it_back(function: str) -> None:
    _subject, text, _html = written(f"accounts.emails.resets.{function}")
    assert "/accounts/password/reset/key/a-b/" in text


def test_the_time_of_the_removal_is_by_the_readers_clock() -> None:
    _subject, text, _html = written("accounts.emails.resets.reset_approved")
    assert "25 Nov 2026" in text
    assert "17:30 (Asia/Kolkata)" in text


@pytest.mark.parametrize(
    "path", ["accounts.services.emails_x.f", "emails.codes", "accounts.tasks.emails", "os.system"]
)
def test_modules_of_mails_are_told_by_their_name(path: str) -> None:
    with pytest.raises((ValueError, ImportError)):
        mailing.deliver(message=path, to="a@example.org", language="en", values={})
