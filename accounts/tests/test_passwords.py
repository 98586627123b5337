"""A new password: by the old one, or by a link in a mail."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from pytest_django import Settings

from accounts.models import OneTimeToken, User
from accounts.reset_tokens import StoredResetTokens
from accounts.tests.conftest import Answer, Browser, NewBrowser, html_of, last_mail, link_for
from accounts.tests.test_sign_in import sign_in
from conftest import PASSWORD
from numoraq.rls.identity import as_staff

CHANGE = "/accounts/password/change/"
RESET = "/accounts/password/reset/"
NEW = "another plain sentence"


def change(browser: Browser, old: str = PASSWORD, new: str = NEW) -> Answer:
    """Send the form that changes a password."""
    return browser.post(CHANGE, {"oldpassword": old, "password1": new})


def ask(browser: Browser, email: str) -> Answer:
    """Ask for a link."""
    return browser.post(RESET, {"email": email})


def follow(browser: Browser, link: str) -> Answer:
    """Open a link from a mail, as far as it leads."""
    return browser.get(urlsplit(link).path, follow=True)


def test_a_change_ends_the_other_sessions_and_keeps_this_one(
    new_browser: NewBrowser, alice: User
) -> None:
    here, there = new_browser(), new_browser()
    sign_in(here, alice.email)
    sign_in(there, alice.email)
    assert change(here)["Location"] == "/settings/security/"
    assert here.is_signed_in()
    assert not there.is_signed_in()
    assert sign_in(there, alice.email, NEW).status_code == 302


def test_a_change_is_told_by_mail_with_when_and_where(browser: Browser, alice: User) -> None:
    sign_in(browser, alice.email)
    change(browser)
    message = last_mail(to=alice.email)
    assert message.subject == "NumoraQ: Your password was changed"
    assert "127.0.0.1" in str(message.body)
    alice.refresh_from_db()
    assert alice.password_changed_at


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("", NEW, "oldpassword"),
        ("not the password", NEW, "oldpassword"),
        (PASSWORD, "", "password1"),
        (PASSWORD, "short", "password1"),
        (PASSWORD, "alice@example.org", "password1"),
        (PASSWORD, "x" * 4097, "password1"),
    ],
)
def test_a_bad_change_names_its_field_and_changes_nothing(
    browser: Browser, alice: User, old: str, new: str, field: str
) -> None:
    sign_in(browser, alice.email)
    answer = change(browser, old, new)
    assert list(answer.context["form"].errors) == [field]
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)
    assert not mail.outbox


def test_changes_are_limited(browser: Browser, alice: User, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"change_password": "2/m/user"}
    sign_in(browser, alice.email)
    answers = [change(browser, "not the password").status_code for _ in range(3)]
    assert answers == [200, 200, 429]


def test_a_link_sets_a_new_password_and_ends_every_session(
    new_browser: NewBrowser, alice: User, settings: Settings
) -> None:
    settings.MAILBOX = True
    there, here = new_browser(), new_browser()
    sign_in(there, alice.email)
    assert ask(here, alice.email)["Location"] == "/accounts/password/reset/done/"
    assert 'href="/mailbox/"' in here.get("/accounts/password/reset/done/").content.decode()
    form = follow(here, link_for(alice.email))
    assert form.redirect_chain[-1][0].endswith("-set-password/")
    assert "no-store" in form.headers["Cache-Control"]
    done = here.post(form.context["action_url"], {"password1": NEW})
    assert done["Location"] == "/accounts/password/reset/key/done/"
    assert not there.is_signed_in()
    assert not here.is_signed_in()
    assert sign_in(here, alice.email, NEW).status_code == 302
    assert last_mail(to=alice.email).subject == "NumoraQ: Your password was changed"


def test_a_link_works_once(new_browser: NewBrowser, alice: User) -> None:
    browser = new_browser()
    ask(browser, alice.email)
    link = link_for(alice.email)
    form = follow(browser, link)
    browser.post(form.context["action_url"], {"password1": NEW})
    assert b"This link is spent." in follow(new_browser(), link).content


def test_a_newer_link_replaces_an_older_one(new_browser: NewBrowser, alice: User) -> None:
    browser = new_browser()
    ask(browser, alice.email)
    older = link_for(alice.email)
    ask(browser, alice.email)
    assert b"This link is spent." in follow(new_browser(), older).content
    assert follow(browser, link_for(alice.email)).context["form"]


def test_looking_at_a_link_spends_nothing(new_browser: NewBrowser, alice: User) -> None:
    ask(new_browser(), alice.email)
    for _look in range(3):
        assert follow(new_browser(), link_for(alice.email)).context["form"]


def test_of_two_forms_sent_at_once_one_counts(
    new_browser: NewBrowser, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(new_browser(), alice.email)
    first, second = new_browser(), new_browser()
    forms = [follow(browser, link_for(alice.email)) for browser in (first, second)]
    first.post(forms[0].context["action_url"], {"password1": NEW})
    monkeypatch.setattr(StoredResetTokens, "check_token", lambda *_asked: True)
    late = second.post(forms[1].context["action_url"], {"password1": "a third plain sentence"})
    assert late.context["form"].non_field_errors() == ["This link has been used, or is too old."]
    alice.refresh_from_db()
    assert alice.check_password(NEW)


def test_a_password_that_is_refused_does_not_spend_the_link(browser: Browser, alice: User) -> None:
    ask(browser, alice.email)
    form = follow(browser, link_for(alice.email))
    action = form.context["action_url"]
    assert "password1" in browser.post(action, {"password1": "short"}).context["form"].errors
    assert browser.post(action, {"password1": NEW}).status_code == 302


def test_a_link_opens_no_account_that_was_closed_meanwhile(
    browser: Browser, alice: User, dana: User
) -> None:
    ask(browser, alice.email)
    with as_staff(dana):
        User.objects.filter(pk=alice.pk).update(is_active=False)
    assert b"This link is spent." in follow(browser, link_for(alice.email)).content


def test_a_link_dies_after_an_hour(browser: Browser, alice: User) -> None:
    ask(browser, alice.email)
    token = OneTimeToken.objects.get(user=alice)
    assert token.expires_at - token.created_at == timedelta(hours=1)
    past = {"created_at": token.created_at - timedelta(hours=1), "expires_at": token.created_at}
    OneTimeToken.objects.update(**past)
    assert b"This link is spent." in follow(browser, link_for(alice.email)).content


def test_a_false_link_is_refused(browser: Browser, alice: User) -> None:
    key = f"/accounts/password/reset/key/{alice.pk.hex}-abc-0123456789abcdef/"
    assert b"This link is spent." in browser.get(key).content
    assert b"This link is spent." in browser.get(key.replace(alice.pk.hex, "zzz")).content


def test_a_link_sets_the_password_of_its_person_whoever_is_signed_in(
    new_browser: NewBrowser, alice: User, bob: User
) -> None:
    browser = new_browser()
    ask(browser, alice.email)
    sign_in(browser, bob.email)
    form = follow(browser, link_for(alice.email))
    browser.post(form.context["action_url"], {"password1": NEW})
    bob.refresh_from_db()
    alice.refresh_from_db()
    assert bob.check_password(PASSWORD)
    assert alice.check_password(NEW)
    assert not browser.is_signed_in()


def test_a_link_never_leads_to_the_host_a_request_claims(
    new_browser: NewBrowser, alice: User, settings: Settings
) -> None:
    settings.WEB_URL = "https://numoraq.example"
    browser = new_browser(
        host="127.0.0.1:666", x_forwarded_host="evil.example", x_forwarded_proto="http"
    )
    ask(browser, alice.email)
    message = last_mail(to=alice.email)
    assert link_for(alice.email).startswith("https://numoraq.example/accounts/password/reset/key/")
    everything = str(message.body) + html_of(message)
    assert "evil.example" not in everything
    assert "127.0.0.1" not in everything


def test_a_host_that_is_not_ours_is_refused(new_browser: NewBrowser, alice: User) -> None:
    assert ask(new_browser(host="evil.example"), alice.email).status_code == 400
    assert not mail.outbox


def test_a_stranger_is_told_the_same_and_mailed_that_there_is_no_account(
    new_browser: NewBrowser, alice: User
) -> None:
    answers = [ask(new_browser(), alice.email), ask(new_browser(), "nobody@example.org")]
    assert [answer["Location"] for answer in answers] == ["/accounts/password/reset/done/"] * 2
    subject = "NumoraQ: There is no account with this address"
    assert last_mail(to="nobody@example.org").subject == subject
    assert len(mail.outbox) == 2


def test_links_to_one_address_are_limited(new_browser: NewBrowser, alice: User) -> None:
    answers = [ask(new_browser(), alice.email).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]
    assert len(mail.outbox) == 5


@pytest.mark.parametrize("email", ["", "alice", "alice@", f"{'a' * 250}@example.org"])
def test_an_impossible_address_is_an_error(browser: Browser, email: str) -> None:
    assert list(ask(browser, email).context["form"].errors) == ["email"]


def test_a_closed_account_gets_no_link(browser: Browser, alice: User, dana: User) -> None:
    with as_staff(dana):
        User.objects.filter(pk=alice.pk).update(is_active=False)
    ask(browser, alice.email)
    subject = "NumoraQ: There is no account with this address"
    assert last_mail(to=alice.email).subject == subject
