"""Which passwords may be set: long, hard to guess, and not longer than is good for the server."""

import pytest
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.test import Client

from accounts import validators
from accounts.models import Profile, User
from accounts.tests.conftest import Browser
from accounts.tests.test_sign_in import sign_in
from accounts.tests.test_sign_up import sign_up

GOOD = [
    "correct horse battery staple",
    "a plain enough sentence",
    "três gatos na janela azul",
    "лошадь скрепка батарея",
    "mein hund frisst gern birnen",
    "kX9#vQ2mP!rT",
    "xkfdhqwmzupl",
    "   leading spaces stay   ",
    "🦊🌵🎻🧲🪁🏔🍋🧵🪐🥁",
    "a long sentence " * 200,
]
LEAKED = [
    "password123!",
    "P@ssw0rd1234",
    "iloveyou2024",
    "Summer2024!!",
    "qwertyuiop12",
    "qwertyuiop[]",
    "sunshine123456",
    "letmein!letmein!",
    "Trustno1Trustno1!",
    "liverpool1892",
    "1qaz2wsx3edc",
    "abcdefghijklmn",
    "aaaaaaaaaaaaaaaa",
    "0123456789",
    "19871987198719",
    "dragondragon",
    "drowssap123",
]


def codes(password: str, user: User | None = None) -> set[str]:
    """Return why a password is refused; nothing when it may be set."""
    try:
        validate_password(password, user)
    except ValidationError as refused:
        return {str(error.code) for error in refused.error_list}
    return set()


@pytest.mark.parametrize("password", GOOD)
def test_a_good_password_may_be_set(password: str) -> None:
    assert codes(password) == set()


@pytest.mark.parametrize("password", LEAKED)
def test_a_leaked_one_may_not_whatever_is_added(password: str) -> None:
    assert codes(password)


@pytest.mark.parametrize("suffix", ["", "!", "1", "123", "2026", "!!"])
def test_a_suffix_makes_no_new_password(suffix: str) -> None:
    assert codes(f"Football11{suffix}")


@pytest.mark.parametrize(
    "password", ["numoraq2026", "NumoraQ-123", "alice.sousa-77", "sousa1988!!"]
)
def test_words_about_the_site_and_the_person_are_no_password(alice: User, password: str) -> None:
    alice.email = "alice.sousa@example.org"
    assert "password_guessable" in codes(password, alice)


def test_the_name_counts_where_it_is_known(alice: User) -> None:
    stranger = User(email="x@example.org")
    assert codes("Wolkenstein77", stranger) == set()
    alice.profile = Profile(user=alice, name="Maria Wolkenstein")
    assert codes("Wolkenstein77", alice) == {"password_guessable"}


def test_composition_does_not_matter() -> None:
    assert codes("only small letters and spaces") == set()
    assert codes("Passw0rd!Passw0rd!")


@pytest.mark.parametrize(("length", "is_refused"), [(9, True), (4096, False), (4097, True)])
def test_length_is_limited_at_both_ends(length: int, is_refused: bool) -> None:
    password = ("kX9#vQ2mP!rT " * 400)[:length]
    assert bool(codes(password)) is is_refused


def test_an_estimate_looks_at_a_beginning_only(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def estimate(password: str, **_options: object) -> dict[str, int]:
        seen.append(password)
        return {"guesses": 10**12}

    monkeypatch.setattr(validators, "zxcvbn", estimate)
    validators.GuessableValidator().validate("x" * 4096)
    assert [len(password) for password in seen] == [72]


def test_the_rules_are_told_in_words() -> None:
    texts = password_validators_help_texts()
    assert "A password has at most 4096 characters." in texts
    assert len(texts) == len(set(texts)) == 4


def test_a_common_password_is_refused_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes("qwertyuiop") == {"password_guessable"}
    monkeypatch.setattr(validators, "zxcvbn", lambda *_, **__: {"guesses": 10**12})
    assert codes("qwertyuiop") == {"password_guessable"}  # it is on Django's list
    assert codes("not on any list") == set()


def test_a_refusal_says_what_helps(browser: Browser, db: None) -> None:
    answer = sign_up(browser, "carol@example.org", "Summer2024!!")
    assert answer.context["form"].errors["password1"] == [
        "This password is guessed soon. Take a few words that have nothing in common."
    ]
    assert not User.objects.exists()


@pytest.mark.parametrize("address", ["alice@example.org", "nobody@example.org"])
def test_what_is_too_long_is_refused_before_it_is_hashed(
    browser: Browser, alice: User, hashed: list[str], address: str
) -> None:
    hashed.clear()
    answer = sign_in(browser, address, "x" * 4097)
    assert list(answer.context["form"].errors) == ["password"]
    assert hashed == []


def test_setting_a_password_elsewhere_is_refused_as_well(client: Client, alice: User) -> None:
    client.force_login(alice)
    answer = client.post(
        "/accounts/password/change/", {"oldpassword": "x" * 4097, "password1": "x"}
    )
    assert "oldpassword" in answer.context["form"].errors
