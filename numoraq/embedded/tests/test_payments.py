"""The stand-in for Stripe beside the app: when it runs, and what the app is told of it."""

import re
import socket
from dataclasses import replace
from uuid import UUID

import pytest

from numoraq.embedded import children, payments
from numoraq.embedded.data import DataDir
from numoraq.embedded.place import Place
from numoraq.embedded.tests.test_place import make


@pytest.fixture(autouse=True)
def _without_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NUMORAQ_STRIPE_KEY", raising=False)


def start(data: DataDir) -> payments.StandIn:
    found = payments.stand_in(data, data.secrets())
    assert found is not None
    return found


def place_of(data: DataDir, found: payments.StandIn | None) -> Place:
    return replace(make(), data=data, stand_in=found)


def test_nothing_stands_in_where_a_key_is_given(
    data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMORAQ_STRIPE_KEY", "sk_live_" + "a" * 24)
    assert payments.stand_in(data, data.secrets()) is None
    told = place_of(data, None).variables("web")
    assert not [name for name in told if "STRIPE" in name]


def test_an_empty_key_is_none(data: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMORAQ_STRIPE_KEY", " ")
    assert start(data).key.startswith("sk_test_")


def test_it_keeps_its_port_and_what_it_is_known_by(data: DataDir) -> None:
    first = start(data)
    assert start(data) == first
    with socket.socket() as other:
        other.bind(("127.0.0.1", first.port))
        other.listen()
        elsewhere = start(data)
    assert elsewhere.port != first.port
    assert replace(elsewhere, port=first.port) == first


def test_what_is_made_is_shaped_as_at_stripe(data: DataDir) -> None:
    found = start(data)
    assert re.fullmatch(r"sk_test_[A-Za-z0-9]{24,}", found.key)
    assert re.fullmatch(r"whsec_\w{24,}", found.webhook_secret)
    assert str(UUID(found.webhook_id)) == found.webhook_id


def test_web_and_worker_are_told_the_stand_in_is_not(data: DataDir) -> None:
    found = start(data)
    table = {one.name: one for one in children.table(place_of(data, found))}
    assert list(table) == ["payments", "web", "worker", "beat"]
    for name in ("web", "worker"):
        assert table[name].env["NUMORAQ_STRIPE_KEY"] == found.key
        assert table[name].env["NUMORAQ_STRIPE_URL"] == found.url
        assert table[name].env["NUMORAQ_STRIPE_FAKE"] == "1"
    own = table["payments"].env
    assert set(own) == {"FAKE_STRIPE_WEBHOOK_SECRET", "FAKE_STRIPE_WEBHOOK_URL"}
    where = f"http://localhost:8000/stripe/webhook/{found.webhook_id}/"
    assert own["FAKE_STRIPE_WEBHOOK_URL"] == where


def test_no_secret_is_on_a_command_line(data: DataDir) -> None:
    found = start(data)
    told = " ".join(payments.command(found, data, web_url="http://localhost").argv)
    assert found.webhook_secret not in told
    assert found.key not in told
