"""What factors are called: by their owner, or by their kind in the language of the reader."""

from itertools import product

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone, translation

from accounts.models import Factor, User
from accounts.services import enrolment, keyring, names
from accounts.tests.conftest import Browser
from accounts.tests.proving import give_app, prove
from accounts.tests.sending import MAILBOX, give_mailbox, give_phone, texted
from accounts.tests.test_enrolment import CONFIRM, EMAIL, SECURITY, add, browser
from conftest import ClientFor, make_person
from numoraq.rls.identity import as_login_role, as_user

__all__ = ["browser"]

pytestmark = pytest.mark.django_db

RECOVERY = "Recovery codes"
AN_APP = {"en": "Authenticator app", "pt": "Aplicação de autenticação"}


def shown(user: User) -> list[str]:
    """Return what the factors of a person are called, the oldest first."""
    with as_user(user):
        return [str(factor) for factor in Factor.objects.order_by("id")]


@pytest.mark.parametrize("language", ["en", "pt"])
def test_a_name_nobody_chose_is_in_the_readers_language(alice: User, language: str) -> None:
    with translation.override("pt" if language == "en" else "en"):
        factor = give_app(alice)
    assert factor.name == ""
    with translation.override(language):
        assert str(factor) == AN_APP[language]


def test_those_without_a_name_are_counted(alice: User) -> None:
    with as_login_role():
        for number in (1, 2, 3):
            assert names.free_ordinal(user_id=alice.pk, kind="webauthn") == number
            Factor.objects.create(user=alice, type="webauthn", ordinal=number)
        Factor.objects.filter(ordinal=2).delete()
        assert names.free_ordinal(user_id=alice.pk, kind="webauthn") == 2
        assert names.free_ordinal(user_id=alice.pk, kind="phone") == 1
    assert shown(alice) == ["Passkey", "Passkey 3"]


def test_a_phone_needs_no_name(alice: User, browser: Browser) -> None:
    add(browser, name="")
    browser.post(CONFIRM, {"code": texted()})
    assert shown(alice) == ["Phone"]
    assert "<b>Phone</b>" in browser.get(SECURITY).content.decode()


def test_a_mailbox_is_not_called_as_the_address_one_signs_in_with(alice: User) -> None:
    give_mailbox(alice, name="")
    assert shown(alice) == ["Mailbox"]


def test_phones_without_a_name_are_told_apart(alice: User, browser: Browser) -> None:
    for number in ("+351912345678", "+351912345679"):
        add(browser, number, name="")
        browser.post(CONFIRM, {"code": texted()})
    assert shown(alice) == ["Phone", "Phone 2"]


def test_nothing_is_called_as_another_is_by_itself(alice: User, browser: Browser) -> None:
    give_app(alice)
    with as_login_role():
        phone = Factor.objects.create(user=alice, type="webauthn", name="Mine")
    with pytest.raises(keyring.NameTaken):
        keyring.rename(user=alice, factor_id=phone.uuid, name="authenticator APP")


def test_names_are_compared_as_the_database_does(alice: User, browser: Browser) -> None:
    give_phone(alice, name="ασ")
    other = give_mailbox(alice, name="İ")
    prove(browser, alice)
    for name in ("ΑΣ", "İ"):
        assert browser.post(EMAIL, {"address": "x@example.net", "name": name}).status_code == 422
    with pytest.raises(keyring.NameTaken):
        keyring.rename(user=alice, factor_id=other.uuid, name="ΑΣ")
    assert names.free(user_id=alice.pk, wanted="ΑΣ") == "ΑΣ 2"
    assert names.free(user_id=alice.pk, wanted="İ") == "İ 2"


def test_what_one_is_called_by_itself_is_taken_in_every_language(alice: User) -> None:
    give_app(alice)
    phone = give_phone(alice)
    assert names.free(user_id=alice.pk, wanted=AN_APP["pt"]) == f"{AN_APP['pt']} 2"
    for language, name in product(AN_APP, AN_APP.values()):
        with translation.override(language), pytest.raises(keyring.NameTaken):
            keyring.rename(user=alice, factor_id=phone.uuid, name=name.upper())


@pytest.mark.parametrize("given", ["passkey", "Chave de acesso"])
def test_those_without_a_name_pass_over_the_names_given(alice: User, given: str) -> None:
    give_phone(alice, name=given)
    give_mailbox(alice, name="PASSKEY 2")
    with as_login_role():
        assert names.free_ordinal(user_id=alice.pk, kind="webauthn") == 3


def test_a_mailbox_is_not_called_as_a_phone_was(alice: User) -> None:
    give_phone(alice, name="Mailbox")
    at = timezone.now()
    enrolment.begin(user=alice, kind=Factor.Type.EMAIL, address=MAILBOX, name="", at=at)
    assert shown(alice) == ["Mailbox", "Mailbox 2"]


def test_saving_the_name_it_has_by_itself_gives_it_none(alice: User) -> None:
    factor = give_app(alice)
    with translation.override("pt"):
        assert keyring.rename(user=alice, factor_id=factor.uuid, name=AN_APP["pt"])
    assert shown(alice) == [AN_APP["en"]]


def test_the_api_speaks_the_language_it_is_asked_in(alice: User, client_for: ClientFor) -> None:
    give_app(alice)
    client = client_for(alice)
    with as_user(alice):
        alice.profile.language = "pt"
        alice.profile.save()
    (found,) = client.get("/api/v1/factors/").json()
    assert found["name"] == AN_APP["pt"]


def stored_names() -> list[str]:
    """Return the names of all factors as they are stored, the oldest first."""
    with as_login_role():
        return list(Factor.objects.order_by("id").values_list("name", flat=True))


def migrate(target: str = "") -> None:
    """Bring the app's tables to a migration, or to the last one."""
    executor = MigrationExecutor(connections["owner"])
    last = executor.loader.graph.leaf_nodes("accounts")
    executor.migrate([("accounts", target)] if target else last)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_names_nobody_chose_are_taken_away_and_given_back() -> None:
    alice = make_person("alice")
    given = [
        ("totp", "Aplicação de autenticação"), ("webauthn", "Passkey"), ("webauthn", "Passkey 7"),
        ("webauthn", "My passkey"), ("phone", "Phone"), ("recovery_codes", RECOVERY),
    ]  # fmt: skip
    with as_login_role():
        for number, (kind, name) in enumerate(given):
            Factor.objects.create(user=alice, type=kind, name=name, address_hash=str(number))
    migrate("0023_factor_ordinals")
    migrate()
    assert shown(alice) == [
        "Authenticator app", "Passkey", "Passkey 2", "My passkey", "Phone", RECOVERY
    ]  # fmt: skip
    own = [name for name in stored_names() if name]
    assert own == ["My passkey", "Phone"]
    migrate("0023_factor_ordinals")
    stored = stored_names()
    migrate()
    assert stored == ["Authenticator app", "Passkey", "Passkey 2", "My passkey", "Phone", RECOVERY]
