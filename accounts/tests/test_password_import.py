"""Passwords that came with hashes of another system: they work, and are rehashed when they do."""

from collections.abc import Callable
from urllib.parse import urlsplit

import bcrypt
import pytest
from argon2 import PasswordHasher
from django.contrib.auth.hashers import check_password, is_password_usable
from pytest_django import Settings

from accounts.hashers import ImportedBCryptHasher, UnknownHash, imported
from accounts.models import User
from accounts.tests.conftest import Browser, link_for
from accounts.tests.test_magic_link import link
from accounts.tests.test_sign_in import sign_in
from conftest import PASSWORD
from numoraq import settings as product
from numoraq.rls.identity import as_login_role

LONG = "é" * 40  # 80 bytes in 40 characters


@pytest.fixture(autouse=True)
def _real_hashers(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = product.PASSWORD_HASHERS


def bcrypted(password: str = PASSWORD, *, prefix: str = "$2a$") -> str:
    """Return a hash as GoTrue stores it, quick to check."""
    kept = password.encode()[:72]
    found = bcrypt.hashpw(kept, bcrypt.gensalt(4, prefix=b"2b")).decode()
    return found.replace("$2b$", prefix)


def bring(user: User, encoded: str) -> User:
    """Give a person a hash from elsewhere."""
    user.password = imported(encoded)
    with as_login_role():
        user.save(update_fields=["password"])
    return user


@pytest.mark.parametrize("prefix", ["$2a$", "$2b$", "$2y$"])
def test_bcrypt_signs_in_and_is_rehashed(browser: Browser, alice: User, prefix: str) -> None:
    bring(alice, bcrypted(prefix=prefix))
    assert alice.password.startswith(f"bcrypt${prefix}")
    assert sign_in(browser, alice.email).status_code == 302
    assert browser.is_signed_in()
    alice.refresh_from_db()
    assert alice.password.startswith("argon2$argon2id$")
    assert alice.check_password(PASSWORD)


def test_argon2_signs_in_and_gets_our_parameters(browser: Browser, alice: User) -> None:
    bring(alice, PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD))
    before = alice.password
    assert sign_in(browser, alice.email).status_code == 302
    alice.refresh_from_db()
    assert alice.password != before
    assert "m=102400" in alice.password


@pytest.mark.parametrize("hashed", [bcrypted, PasswordHasher(1, 1024, 1).hash])
def test_a_wrong_password_is_wrong_and_rehashes_nothing(
    browser: Browser, alice: User, hashed: Callable[[str], str]
) -> None:
    encoded = hashed(PASSWORD)
    bring(alice, encoded)
    assert sign_in(browser, alice.email, "not the password").status_code == 200
    alice.refresh_from_db()
    assert alice.password == imported(encoded)


@pytest.mark.parametrize("password", ["x" * 73, "x" * 4096, LONG])
def test_a_password_longer_than_bcrypt_takes_is_a_wrong_one(
    browser: Browser, alice: User, password: str
) -> None:
    bring(alice, bcrypted(password))
    assert sign_in(browser, alice.email, password).status_code == 200
    assert not browser.is_signed_in()


@pytest.mark.parametrize("password", ["x" * 72, "é" * 36])
def test_a_password_as_long_as_bcrypt_takes_works(
    browser: Browser, alice: User, password: str
) -> None:
    bring(alice, bcrypted(password))
    assert sign_in(browser, alice.email, password).status_code == 302


def test_closing_the_gap_in_time_does_not_fail_for_a_long_password() -> None:
    hasher = ImportedBCryptHasher()
    hasher.rounds = 5
    hasher.harden_runtime("x" * 100, f"bcrypt${bcrypted()}")
    assert check_password("x" * 100, f"bcrypt${bcrypted()}") is False


def test_nothing_is_no_password_and_a_link_sets_one(browser: Browser, alice: User) -> None:
    bring(alice, "")
    assert not is_password_usable(alice.password)
    for password in ("", "x", PASSWORD):
        assert sign_in(browser, alice.email, password).status_code == 200
    browser.post("/accounts/password/reset/", {"email": alice.email})
    form = browser.get(urlsplit(link_for(alice.email)).path, follow=True)
    browser.post(form.context["action_url"], {"password1": "another plain sentence"})
    assert sign_in(browser, alice.email, "another plain sentence").status_code == 302


@pytest.mark.parametrize("encoded", ["$fbscrypt$v=1$x", "md5", "plain text", "argon2$x", "$2x$"])
def test_other_hashes_are_refused(encoded: str) -> None:
    with pytest.raises(UnknownHash) as refused:
        imported(encoded)
    assert encoded not in str(refused.value) or len(encoded) <= 4


def test_typing_the_password_once_more_rehashes_it_and_keeps_the_session(
    browser: Browser, alice: User
) -> None:
    bring(alice, bcrypted())
    browser.post(link(browser, alice.email))
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    alice.refresh_from_db()
    assert alice.password.startswith("argon2$")
    assert browser.is_signed_in()


def test_new_passwords_are_hashed_with_argon2_and_imported_ones_last() -> None:
    assert product.PASSWORD_HASHERS[0].endswith(".Argon2PasswordHasher")
    assert product.PASSWORD_HASHERS[-1] == "accounts.hashers.ImportedBCryptHasher"
