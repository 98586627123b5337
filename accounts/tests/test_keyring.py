"""A person's factors together: names, how many, and how one goes; pages, API and CMS."""

from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.db import DatabaseError, IntegrityError, transaction
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import AuthSession, Factor, User
from accounts.services import keyring, room
from accounts.tests.ceremonies import add, anyone, browser, host, made, passkey
from accounts.tests.conftest import Browser, last_mail, long_ago
from accounts.tests.proving import give_app, give_codes, prove
from accounts.tests.soft_passkey import SoftPasskey
from accounts.tests.test_factors import aal, confirm
from cms.tests.cast import cms_of
from conftest import ClientFor
from numoraq.rls.identity import as_login_role, as_user

__all__ = ["anyone", "browser", "host", "passkey"]

pytestmark = pytest.mark.django_db

API = "/api/v1/factors/"
ORIGIN = "http://app.localhost"


def of(user: User, kind: str = "webauthn") -> Factor:
    """Return the newest factor of a kind."""
    with as_user(user):
        found: Factor = Factor.objects.filter(type=kind).latest("id")
    return found


def page_of(factor: Factor) -> str:
    """Return the address of the page of a factor."""
    return f"/accounts/2fa/factors/{factor.uuid}/"


def names(user: User) -> list[str]:
    """Return what the factors of a person are called, without the recovery codes."""
    with as_user(user):
        found = Factor.objects.exclude(type="recovery_codes").order_by("id")
        return [str(factor) for factor in found]


def rename(browser: Any, factor: Factor, name: str) -> Any:
    """Rename by the API."""
    sent = {"name": name}
    return browser.patch(f"{API}{factor.uuid}/", sent, content_type="application/json")


def test_names_are_given_and_none_twice(alice: User, browser: Browser) -> None:
    confirm(browser)
    for name in ("Phone", "phone", "", "  Recovery   codes ", "x" * 70, "x" * 70):
        add(browser, SoftPasskey(origin=ORIGIN), name=name)
    assert names(alice) == [
        "Phone", "phone 2", "Passkey", "Recovery codes 2", "x" * 64, "x" * 61 + " 2"
    ]  # fmt: skip


def test_the_database_knows_each_name_once(alice: User, bob: User) -> None:
    with as_login_role():
        for person in (alice, bob):
            Factor.objects.create(user=person, type="webauthn", name="Key")
        with pytest.raises(IntegrityError, match="auth_mfa_factors_names"):
            Factor.objects.create(user=alice, type="webauthn", name="KEY")


def test_the_database_counts_those_without_a_name(alice: User) -> None:
    give_app(alice)
    with as_login_role(), pytest.raises(IntegrityError, match="auth_mfa_factors_ordinals"):
        Factor.objects.create(user=alice, type="totp")


def test_a_factor_is_renamed(alice: User, browser: Browser, passkey: SoftPasskey) -> None:
    made(browser, passkey)
    page = page_of(of(alice))
    assert "never used" in browser.get(page).content.decode()
    assert browser.post(page, {"name": "Old phone"})["Location"] == "/settings/security/"
    assert names(alice) == ["Old phone"]
    for name in ("", " ", "x" * 65, "recovery CODES"):
        assert browser.post(page, {"name": name}).status_code == 422
    assert names(alice) == ["Old phone"]


def test_more_than_ten_do_not_fit(alice: User, browser: Browser) -> None:
    confirm(browser)
    give_app(alice)
    prove(browser, alice)
    for _ in range(9):
        add(browser, SoftPasskey(origin=ORIGIN))
    assert len(names(alice)) == room.MOST
    page = add(browser, SoftPasskey(origin=ORIGIN))
    assert "as many as one may have" in page.content.decode()
    assert len(names(alice)) == room.MOST


def test_removing_lowers_the_sessions_it_proved_and_no_others(
    alice: User, browser: Browser, passkey: SoftPasskey
) -> None:
    made(browser, passkey)
    add(browser, SoftPasskey(origin=ORIGIN), name="Key")
    now = timezone.now()
    with as_login_role():
        second = Factor.objects.get(name="Key")
        AuthSession.objects.create(
            user=alice, created_at=now, refreshed_at=now, factor_id=second.uuid
        )
    assert aal(alice) == ["aal2", "aal2"]
    browser.post(f"{page_of(second)}remove/")
    assert aal(alice) == ["aal2", "aal1"]
    with as_user(alice):
        assert Factor.objects.filter(type="recovery_codes").exists()
    browser.post(f"{page_of(of(alice))}remove/")
    assert aal(alice) == ["aal1", "aal1"]
    with as_login_role():
        assert not Factor.objects.filter(user=alice).exists()
        assert not Authenticator.objects.filter(user=alice).exists()
    assert "A passkey was removed" in last_mail(to=alice.email).subject


def test_removing_takes_a_fresh_proof(alice: User, browser: Browser, passkey: SoftPasskey) -> None:
    made(browser, passkey)
    long_ago(browser)
    path = page_of(of(alice))
    assert "reauthenticate" in browser.get(f"{path}remove/")["Location"]
    refused = browser.delete(f"{API}{of(alice).uuid}/")
    assert refused.status_code == 403
    assert "once more" in refused.json()["detail"]
    assert names(alice) == ["Phone"]


def test_the_api_lists_renames_and_removes(alice: User, browser: Browser) -> None:
    give_codes(alice)
    factor = give_app(alice)
    confirm(browser)
    assert [one["name"] for one in browser.get(API).json()] == ["Authenticator app"]
    refused = rename(browser, factor, "Mine")
    assert refused.status_code == 403
    assert "second factor" in refused.json()["detail"]
    assert browser.delete(f"{API}{factor.uuid}/").status_code == 403
    prove(browser, alice)
    body = rename(browser, factor, "Mine").json()
    assert body == {
        "id": str(factor.uuid), "type": "totp", "name": "Mine",
        "created_at": body["created_at"], "last_used_at": None,
    }  # fmt: skip
    assert rename(browser, factor, "recovery codes").status_code == 409
    assert rename(browser, factor, "").status_code == 400
    assert browser.delete(f"{API}{of(alice, 'recovery_codes').uuid}/").status_code == 404
    assert browser.delete(f"{API}{factor.uuid}/").status_code == 204
    assert browser.get(API).json() == []
    assert "app was removed" in last_mail(to=alice.email).subject
    assert browser.delete(f"{API}{factor.uuid}/").status_code == 404


def test_bob_finds_nothing_of_alices(
    alice: User, bob: User, client_for: ClientFor, rf: RequestFactory
) -> None:
    hers = give_app(alice)
    his = client_for(bob)
    prove(his, bob)
    assert his.get(page_of(hers)).status_code == 404
    assert his.post(page_of(hers), {"name": "Mine"}).status_code == 404
    assert rename(his, hers, "Mine").status_code == 404
    assert not keyring.remove(request=rf.get("/"), user=bob, factor_id=hers.uuid)
    assert not keyring.rename(user=alice, factor_id=uuid4(), name="Mine")
    assert names(alice) == ["Authenticator app"]


def test_sql_as_the_person_renames_nothing(alice: User) -> None:
    give_app(alice)
    refused = pytest.raises(DatabaseError, match="permission denied")
    with as_user(alice), refused, transaction.atomic():
        Factor.objects.update(name="Mine")


def test_staff_see_factors_and_no_secrets(alice: User, dana: User) -> None:
    factor = give_app(alice)
    cms = cms_of(dana)
    found = cms.get("/accounts/factor/", {"q": alice.email}).content.decode()
    assert "Authenticator app" in found
    page = cms.get(f"/accounts/factor/{factor.pk}/change/").content.decode()
    assert "Authenticator app" in page
    assert "JBSWY3DP" not in page
    assert "A256GCM" not in page
    assert cms.post(f"/accounts/factor/{factor.pk}/change/", {"name": "x"}).status_code == 403
