"""The keys of access tokens: made once, sealed, replaced without signing anybody out, published."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Thread

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts import tasks
from accounts.models import SigningKey, User
from accounts.tests.test_tokens import ask, token_of
from accounts.tokens import keys
from numoraq.rls.logins import worker_login

pytestmark = pytest.mark.django_db

JWKS = "/.well-known/jwks.json"


@pytest.fixture(autouse=True)
def _stored_keys(settings: Settings) -> Iterator[None]:
    settings.JWT_PRIVATE_KEY = ""
    keys.forget()
    yield
    keys.forget()


def test_one_is_made_at_first_need_and_kept_sealed() -> None:
    key = keys.signing()
    assert keys.signing().kid == key.kid
    assert SigningKey.objects.get().private_key == key.pem
    with connection.cursor() as cursor:
        cursor.execute("SELECT private_key FROM auth_signing_keys")
        (stored,) = cursor.fetchone()
    assert "PRIVATE KEY" not in stored
    assert "A256GCM" in stored


def test_the_public_halves_are_published_and_nothing_else(client: Client, alice: User) -> None:
    answer = client.get(JWKS)
    assert answer["Cache-Control"] == "public, max-age=300"
    (jwk,) = answer.json()["keys"]
    assert set(jwk) == {"kty", "n", "e", "use", "alg", "kid"}
    token = token_of(alice)
    assert jwt.get_unverified_header(token)["kid"] == jwk["kid"]
    found = jwt.decode(token, jwt.PyJWK(jwk).key, algorithms=[jwk["alg"]], audience="authenticated")
    assert found["sub"] == str(alice.pk)


def test_a_new_key_signs_and_the_one_before_verifies(client: Client, alice: User) -> None:
    before, old = token_of(alice), keys.signing().kid
    keys.rotate(at=timezone.now() - keys.ANNOUNCED)
    after = token_of(alice)
    assert jwt.get_unverified_header(after)["kid"] != old
    assert ask(before).status_code == ask(after).status_code == 200
    assert [jwk["kid"] for jwk in client.get(JWKS).json()["keys"]][1:] == [old]


def test_a_new_key_is_published_before_it_signs(client: Client, alice: User) -> None:
    old = keys.signing().kid
    call_command("rotate_signing_key")
    assert keys.signing().kid == old
    assert jwt.get_unverified_header(token_of(alice))["kid"] == old
    first, _second = (jwk["kid"] for jwk in client.get(JWKS).json()["keys"])
    assert first == old


def test_after_a_key_got_out_its_tokens_are_none(client: Client, alice: User) -> None:
    before, old = token_of(alice), keys.signing().kid
    call_command("rotate_signing_key", "--drop-old")
    assert ask(before).status_code == 401
    assert ask(token_of(alice)).status_code == 200
    assert [jwk["kid"] for jwk in client.get(JWKS).json()["keys"]] != [old]


def test_a_process_that_does_not_know_the_new_key_yet_asks_for_it(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.signing()
    keys.published()
    known, read_at = keys._Known.ring, keys._Known.read_at
    keys.rotate(at=timezone.now() - keys.ANNOUNCED)
    token = token_of(alice)
    monkeypatch.setattr(keys, "_PAUSE", 0.0)
    keys._Known.ring, keys._Known.read_at = known, read_at
    assert ask(token).status_code == 200


@pytest.mark.django_db(transaction=True, databases=["default", "worker"])
def test_a_retired_key_verifies_for_an_hour_and_goes(alice: User) -> None:
    token, old = token_of(alice), keys.signing().kid
    keys.rotate(at=timezone.now() - keys.ANNOUNCED - keys.KEPT - timedelta(seconds=1))
    assert ask(token).status_code == 401
    with worker_login():
        assert tasks.sweep_tokens() == 1
    assert old not in SigningKey.objects.values_list("kid", flat=True)


def test_keys_can_be_given(client: Client, alice: User, settings: Settings) -> None:
    first, second = (keys.Key(_fresh()) for _ in range(2))
    settings.JWT_PRIVATE_KEY = second.pem.replace("\n", "\\n")
    before = token_of(alice)
    settings.JWT_PRIVATE_KEY = first.pem + second.pem
    assert [jwk["kid"] for jwk in client.get(JWKS).json()["keys"]] == [first.kid, second.kid]
    assert ask(before).status_code == ask(token_of(alice)).status_code == 200
    assert not SigningKey.objects.exists()
    with pytest.raises(CommandError, match="NUMORAQ_JWT_PRIVATE_KEY"):
        call_command("rotate_signing_key")
    settings.JWT_PRIVATE_KEY = first.pem
    assert ask(before).status_code == 401


@pytest.mark.parametrize("kind", ["words", "short", "broken"])
def test_a_bad_key_is_refused_loudly(settings: Settings, kind: str) -> None:
    short = keys.Key(_fresh(1024)).pem
    broken = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"
    settings.JWT_PRIVATE_KEY = {"words": "secret", "short": short, "broken": broken}[kind]
    with pytest.raises(ImproperlyConfigured, match="PEM"):
        keys.configured()


@pytest.mark.django_db(transaction=True)
def test_two_processes_make_one_key() -> None:
    found: list[str] = []

    def make() -> None:
        found.append(keys._made(at=timezone.now()).kid)
        connections.close_all()

    threads = [Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert set(found) == {SigningKey.objects.get().kid}


def _fresh(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)
