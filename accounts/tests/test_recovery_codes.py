"""Recovery codes: shown once, used once each, and told of when they are used or few."""

import base64
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import caches
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from accounts.tests.conftest import Browser, NewBrowser, last_mail
from accounts.tests.proving import code, give_app
from accounts.tests.test_factors import (
    ADD,
    CODES,
    REMOVE,
    SECOND,
    add_app,
    browser,
    codes_in,
    confirm,
)
from conftest import PASSWORD
from numoraq.lib import limits
from numoraq.rls.identity import as_login_role

__all__ = ["browser"]

pytestmark = pytest.mark.django_db

FILE = re.compile(r'download="numoraq-recovery-codes.txt" href="data:text/plain;base64,([^"]+)"')


def use(browser: Browser, user: User, shown: str) -> bool:
    """Sign in by password and a code; return whether that worked."""
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    browser.post(SECOND, {"code": shown})
    return browser.is_signed_in()


def test_the_file_is_part_of_the_one_showing(browser: Browser) -> None:
    add_app(browser)
    page = browser.get(CODES)
    found = FILE.search(page.content.decode())
    assert found
    codes = base64.b64decode(found[1]).decode().split()
    assert len(codes) == 10
    assert codes == page.context["unused_codes"]
    assert "no-store" in page["Cache-Control"]
    again = browser.get(CODES).content.decode()
    assert "10 codes are left" in again
    assert "base64," not in again
    assert not any(one in again for one in codes)


def test_codes_are_read_in_groups_and_typed_as_one_likes(
    alice: User, browser: Browser, new_browser: NewBrowser
) -> None:
    add_app(browser)
    page = browser.get(CODES)
    codes = page.context["unused_codes"]
    text = page.content.decode()
    for one in codes:
        assert f"<span>{one[:4]}</span><span>{one[4:]}</span>" in text
    for between, one in zip(("", " ", "-", " - "), codes, strict=False):
        assert use(new_browser(), alice, f" {one[:4]}{between}{one[4:]} ")
    assert not use(new_browser(), alice, f"{codes[1][:4]}-{codes[1][4:]}")


def test_the_secret_is_read_in_groups(browser: Browser) -> None:
    confirm(browser)
    page = browser.get(ADD)
    secret = page.context["form"].secret
    groups = "".join(f"<span>{secret[at : at + 4]}</span>" for at in range(0, len(secret), 4))
    assert f'<code class="secret">{groups}</code>' in page.content.decode()


def test_the_first_code_of_an_app_may_be_typed_with_a_blank(browser: Browser) -> None:
    confirm(browser)
    shown = code(browser.get(ADD).context["form"].secret)
    assert browser.post(ADD, {"code": f"{shown[:3]} {shown[3:]}"})["Location"] == CODES


def test_there_is_no_other_way_to_the_file(browser: Browser) -> None:
    add_app(browser)
    with pytest.raises(NoReverseMatch):
        reverse("mfa_download_recovery_codes")
    assert browser.get(f"{CODES}download/").status_code == 404


def test_a_used_code_is_told_of_and_few_are_warned_of(
    alice: User, browser: Browser, new_browser: NewBrowser
) -> None:
    add_app(browser)
    codes = codes_in(browser)
    assert use(new_browser(), alice, codes[0])
    told = last_mail(to=alice.email)
    assert "A recovery code was used" in told.subject
    assert "9 codes are left" in str(told.body)
    assert "Make new ones" not in str(told.body)
    assert "make new ones" not in browser.get("/settings/security/").content.decode()
    with as_login_role():
        kept = Authenticator.objects.get(user=alice, type="recovery_codes")
        kept.data["used_mask"] = 0b0000111111
        kept.save()
    assert use(new_browser(), alice, codes[9])
    body = str(last_mail(to=alice.email).body)
    assert "3 codes are left" in body
    assert "Make new ones" in body
    page = browser.get("/settings/security/").content.decode()
    assert "3 are left" in page
    assert "make new ones" in page


def test_a_secret_that_is_not_proven_in_time_is_forgotten(alice: User, browser: Browser) -> None:
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = browser.get(ADD).context["form"].secret
    _age(browser, "mfa.totp.shown_at", 301)
    answer = browser.post(ADD, {"code": code(secret)})
    assert "more than five minutes" in answer.content.decode()
    new = answer.context["form"].secret
    assert new != secret
    with as_login_role():
        assert not Authenticator.objects.filter(user=alice).exists()
    _age(browser, "mfa.totp.shown_at", 290)
    assert browser.post(ADD, {"code": code(new)}).status_code == 302
    assert "mfa.totp.secret" not in browser.session


def test_who_comes_back_from_the_app_finds_the_secret_it_was_given(
    alice: User, browser: Browser
) -> None:
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    first = browser.get(ADD).context["form"].secret
    _age(browser, "mfa.totp.shown_at", 250)
    assert browser.get(ADD).context["form"].secret == first  # the phone had dropped the page
    _age(browser, "mfa.totp.shown_at", 60)  # seeing it again gives no more time
    assert browser.get(ADD).context["form"].secret != first


def test_a_secret_shown_again_is_proven(alice: User, browser: Browser) -> None:
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = browser.get(ADD).context["form"].secret
    browser.get(ADD)
    assert browser.post(ADD, {"code": code(secret)}).status_code == 302
    with as_login_role():
        kept = Authenticator.objects.get(user=alice, type="totp")
        kept.delete()
    assert browser.get(ADD).context["form"].secret != secret  # one app, one secret


def test_used_codes_of_an_app_are_noted_where_every_worker_looks(
    alice: User, new_browser: NewBrowser
) -> None:
    give_app(alice)
    shown = code()
    assert use(new_browser(), alice, shown)
    key = f"allauth.mfa.totp.used?user={alice.pk}&code={shown}"
    assert limits.cache.get(key)
    assert "Steady" in type(caches[limits.ALIAS]).__name__
    caches[limits.ALIAS].close()  # another worker has a connection of its own
    assert not use(new_browser(), alice, shown)


def test_an_app_is_not_removed_by_post_without_it(alice: User, browser: Browser) -> None:
    give_app(alice)
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert browser.post(REMOVE)["Location"].startswith("/accounts/2fa/reauthenticate/")


def test_who_has_no_password_proves_the_mailbox_before_what_matters(
    alice: User, new_browser: NewBrowser
) -> None:
    browser = new_browser()
    with as_login_role():
        User.objects.filter(pk=alice.pk).update(password="!")
        alice.refresh_from_db()
    browser.force_login(alice)
    for path in (ADD, "/accounts/2fa/passkeys/add/", "/accounts/password/set/"):
        asked = browser.get(path)["Location"]
        assert asked.startswith("/accounts/reauthenticate/code/?next=")


def _age(browser: Browser, key: str, seconds: int) -> None:
    session: Any = browser.session
    session[key] -= seconds
    session.save()
