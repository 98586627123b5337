"""What is encrypted opens in its own place alone, with a key that is still configured."""

import base64
import json
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from accounts.models import User
from finance.models import Entry
from finance.tests import make
from numoraq.lib import crypto
from numoraq.rls.identity import as_user

OLD = "old:" + base64.urlsafe_b64encode(b"o" * 32).decode()
NEW = "new:" + base64.urlsafe_b64encode(b"n" * 32).decode()
PLACE = "financial_data.wallet_address:1"
ADDRESS = "bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh"


@pytest.fixture(autouse=True)
def _keys(settings: Settings) -> None:
    settings.ENC_KEYS = [OLD]


@given(st.text())
def test_what_is_sealed_opens_again(text: str) -> None:
    assert crypto.decrypt(crypto.encrypt(text, context=PLACE), context=PLACE) == text


def test_it_does_not_open_in_another_place() -> None:
    stored = crypto.encrypt(ADDRESS, context=PLACE)
    with pytest.raises(crypto.CannotDecrypt):
        crypto.decrypt(stored, context="financial_data.wallet_address:2")


@pytest.mark.parametrize("part", ["data", "nonce"])
def test_it_does_not_open_once_changed(part: str) -> None:
    stored = json.loads(crypto.encrypt(ADDRESS, context=PLACE))
    changed = bytearray(base64.b64decode(stored[part]))
    changed[0] ^= 1
    stored[part] = base64.b64encode(changed).decode()
    with pytest.raises(crypto.CannotDecrypt):
        crypto.decrypt(json.dumps(stored), context=PLACE)


@pytest.mark.parametrize("stored", ["", "{}", "plain", "[1]", '{"key_id":"old"}'])
def test_what_was_never_sealed_does_not_open(stored: str) -> None:
    with pytest.raises(crypto.CannotDecrypt):
        crypto.decrypt(stored, context=PLACE)


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert crypto.encrypt(ADDRESS, context=PLACE) != crypto.encrypt(ADDRESS, context=PLACE)


def test_an_old_key_opens_and_the_first_one_seals(settings: Settings) -> None:
    stored = crypto.encrypt(ADDRESS, context=PLACE)
    assert not crypto.needs_rotation(stored)
    settings.ENC_KEYS = [NEW, OLD]
    assert crypto.decrypt(stored, context=PLACE) == ADDRESS
    assert crypto.needs_rotation(stored)
    assert json.loads(crypto.encrypt(ADDRESS, context=PLACE))["key_id"] == "new"


def test_without_its_key_nothing_opens(settings: Settings) -> None:
    stored = crypto.encrypt(ADDRESS, context=PLACE)
    settings.ENC_KEYS = [NEW]
    with pytest.raises(crypto.CannotDecrypt):
        crypto.decrypt(stored, context=PLACE)


@pytest.mark.parametrize("pair", ["short:YWJj", ":" + OLD[4:]])
def test_a_bad_key_is_refused_at_once(settings: Settings, pair: str) -> None:
    settings.ENC_KEYS = [pair]
    with pytest.raises(ImproperlyConfigured, match="NUMORAQ_ENC_KEYS"):
        crypto.encrypt(ADDRESS, context=PLACE)


def wallet(user: User, **fields: Any) -> Entry:
    with as_user(user):
        return make.asset(user, wallet_address=ADDRESS, blockchain="bitcoin", **fields)


def raw(user: User, entry: Entry) -> str:
    with as_user(user):
        return str(Entry.objects.values_list("wallet_address", flat=True).get(pk=entry.pk))


def test_the_database_holds_no_plain_text(alice: User) -> None:
    stored = raw(alice, wallet(alice))
    assert ADDRESS not in stored
    assert set(json.loads(stored)) == {"key_id", "alg", "nonce", "data"}


def test_the_object_reads_plain_text(alice: User) -> None:
    entry = wallet(alice)
    with as_user(alice):
        assert Entry.objects.get(pk=entry.pk).wallet_address == ADDRESS
        assert Entry.objects.defer("wallet_address").get(pk=entry.pk).wallet_address == ADDRESS
        (found,) = Entry.objects.filter(wallet_address__isnull=False)
        assert found.wallet_address == ADDRESS


def test_a_changed_value_is_sealed_anew(alice: User) -> None:
    entry = wallet(alice)
    before = raw(alice, entry)
    with as_user(alice):
        entry = Entry.objects.get(pk=entry.pk)
        entry.wallet_address = '{"key_id": "looks sealed"}'
        entry.save(update_fields=["wallet_address"])
        assert Entry.objects.get(pk=entry.pk).wallet_address == '{"key_id": "looks sealed"}'
        entry.wallet_address = None
        entry.save(update_fields=["wallet_address"])
        assert Entry.objects.get(pk=entry.pk).wallet_address is None
    assert before != raw(alice, entry)


def test_many_are_sealed_at_once(alice: User) -> None:
    with as_user(alice):
        entries = [
            Entry(
                user=alice,
                category="assets",
                name="Wallet",
                amount=1,
                date=make.DAY,
                wallet_address=f"address {number}",
            )
            for number in range(3)
        ]
        Entry.objects.bulk_create(entries)
        found = {entry.wallet_address for entry in Entry.objects.all()}
    assert found == {"address 0", "address 1", "address 2"}


def test_a_value_moved_to_another_row_does_not_open(alice: User) -> None:
    first, second = wallet(alice), wallet(alice, name="Other")
    with as_user(alice):
        stored = Entry.objects.values("wallet_address").filter(pk=first.pk)
        Entry.objects.filter(pk=second.pk).update(wallet_address=stored)
        with pytest.raises(crypto.CannotDecrypt, match=r"financial_data\.wallet_address"):
            _ = Entry.objects.get(pk=second.pk).wallet_address


@pytest.mark.usefixtures("alice")
def test_plain_text_cannot_slip_in_or_be_sought() -> None:
    with pytest.raises(TypeError, match="wallet_address is encrypted"):
        Entry.objects.update(wallet_address=ADDRESS)
    with pytest.raises(TypeError, match="wallet_address is encrypted"):
        Entry.objects.filter(wallet_address=ADDRESS).count()


def test_a_row_without_a_key_cannot_be_sealed() -> None:
    entry = Entry(pk=None, wallet_address=ADDRESS)
    field = Entry._meta.get_field("wallet_address")
    with pytest.raises(ValueError, match="needs the key of its row"):
        field.pre_save(entry, True)
