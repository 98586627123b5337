"""Organisations' sign-in in the CMS: set up without code, by administrators, on the record."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from accounts.models import SAMLConnection, SSODomain, SSOProvider, User
from accounts.sso import domains, metadata, renewal
from accounts.tests import saml_idp
from accounts.tests.conftest import Answer, last_mail
from cms.models import AuditEntry
from cms.roles import Role
from cms.tests.cast import cms_of, staff_of
from numoraq.rls.identity import as_service, as_staff
from numoraq.rls.logins import worker_login
from numoraq.tests.jobs import Jobs
from numoraq.wrappers import public

PROVIDERS = "/accounts/ssoprovider/"
DOMAINS = "/accounts/ssodomain/"
BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="&lol2;"/>"""


@pytest.fixture
def xml(tmp_path: Path) -> bytes:
    """Return the metadata of a provider, whose certificate ends in a year."""
    return written(tmp_path)


def written(folder: Path, *, days: int = 365, **told: str) -> bytes:
    """Return metadata with a new certificate."""
    saml_idp.make_keys(folder, days=days)
    idp = saml_idp.IdP(url="https://idp.corp.example", folder=folder)
    return idp.metadata(**told)


def entered(xml: bytes = b"", **more: Any) -> dict[str, Any]:
    """Return what an administrator types for Corp."""
    typed = {"name": "Corp", "resource_id": "corp", "kind": "saml", "name_id_format": ""}
    if xml:
        typed["metadata_file"] = SimpleUploadedFile("metadata.xml", xml)  # type: ignore[assignment]
    return {**typed, **more}


def connected(dana: User, xml: bytes) -> SAMLConnection:
    """Return the connection of Corp, which Dana has just set up."""
    assert cms_of(dana).post(f"{PROVIDERS}add/", entered(xml)).status_code == 302
    return SAMLConnection.objects.select_related("provider").get()


def change(client: Client, provider: SSOProvider, **typed: Any) -> Answer:
    """Send the form of a provider; its short name and protocol stay."""
    typed = {"name": provider.name, "name_id_format": "", **typed}
    return client.post(f"{PROVIDERS}{provider.pk}/change/", typed)


def test_an_administrator_sets_up_saml_by_a_file(dana: User, xml: bytes) -> None:
    connection = connected(dana, xml)
    assert connection.entity_id == "https://idp.corp.example/metadata"
    assert connection.sso_url == "https://idp.corp.example/sso"
    assert len(connection.certificates) == 1
    with as_staff(dana):
        entries = AuditEntry.objects.filter(target_id=str(connection.provider.pk))
        found = set(entries.values_list("action", "admin_user_id"))
    assert found == {("ssoprovider.added", dana.pk), ("ssoprovider.connected", dana.pk)}


def test_the_page_shows_what_the_organisation_enters(
    dana: User, xml: bytes, settings: Settings
) -> None:
    provider = connected(dana, xml).provider
    page = cms_of(dana).get(f"{PROVIDERS}{provider.pk}/change/").text
    base = f"{settings.WEB_URL}/accounts/saml/corp"
    for address in (f"{base}/metadata/", f"{base}/acs/", f"{base}/login/"):
        assert address in page
    assert 'name="resource_id"' not in page
    assert 'name="metadata_file"' in page
    assert 'name="issuer"' not in page  # of the other protocol
    assert "in order" in page


@pytest.mark.parametrize("kind", ["saml", "oidc"])
def test_a_short_name_that_is_none_is_told_as_such(dana: User, kind: str) -> None:
    typed = entered(resource_id="Ac me!", kind=kind)
    page = cms_of(dana).post(f"{PROVIDERS}add/", typed)
    assert page.status_code == 200
    assert page.text.count("Small letters, digits and hyphens, 40 at most.") == 1
    assert not SSOProvider.objects.exists()


def test_the_short_name_and_the_protocol_stay(dana: User, xml: bytes) -> None:
    provider = connected(dana, xml).provider
    assert change(cms_of(dana), provider, resource_id="other", kind="oidc").status_code == 302
    provider.refresh_from_db()
    assert (provider.resource_id, provider.kind) == ("corp", "saml")


def test_it_is_switched_off_and_made_the_only_way(dana: User, xml: bytes) -> None:
    provider = connected(dana, xml).provider
    change(cms_of(dana), provider, is_disabled="on", sso_only="on", email_attribute="mail")
    provider.refresh_from_db()
    assert (provider.is_disabled, provider.sso_only) == (True, True)
    assert SAMLConnection.objects.get().attribute_mapping == {"email": ["mail"]}
    with as_staff(dana):
        changed = AuditEntry.objects.filter(action="ssoprovider.changed").latest("seq")
    assert changed.details["after"]["is_disabled"] is True


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (BOMB, "document type"),
        (b"no xml", "no XML"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no XML"),
        (b"<a/>", "exactly one identity provider"),
        (b"x" * (metadata.MAX_BYTES + 1), "larger than"),
    ],
)
def test_bad_metadata_is_refused_in_words(dana: User, document: bytes, told: str) -> None:
    page = cms_of(dana).post(f"{PROVIDERS}add/", entered(document))
    assert page.status_code == 200
    assert told in page.text
    assert not SSOProvider.objects.exists()


def test_metadata_are_judged(xml: bytes, tmp_path: Path, settings: Settings) -> None:
    settings.WEB_URL = "https://app.example.com"
    plain = written(tmp_path, sso_url="http://idp.corp.example/sso")
    script = written(tmp_path, sso_url="javascript:alert(1)")
    no_key = xml.replace(b"ds:X509Certificate>", b"ds:X509SKI>")
    bad_key = xml.replace(b"<ds:X509Certificate>", b"<ds:X509Certificate>AAAA")
    other_use = xml.replace(b'use="signing"', b'use="encryption"')
    by_post = xml.replace(b"HTTP-Redirect", b"HTTP-POST")
    two = b"<x>" + 2 * xml.split(b"?>", 1)[1] + b"</x>"
    utf16 = BOMB.decode().encode("utf-16")
    for document in (plain, script, no_key, bad_key, other_use, by_post, two, utf16):
        with pytest.raises(metadata.BadMetadata):
            metadata.read(document)
    assert metadata.read(xml).entity_id


def test_another_organisation_has_the_same_provider(dana: User, xml: bytes) -> None:
    connected(dana, xml)
    page = cms_of(dana).post(f"{PROVIDERS}add/", entered(xml, resource_id="other"))
    assert "Another organisation has this identity provider already." in page.text


@pytest.mark.parametrize(
    "url", ["http://idp.example/m", "https://127.0.0.1/m", "https://[::1]/m", "https://10.0.0.1/"]
)
def test_metadata_are_fetched_from_the_public_network_alone(dana: User, url: str) -> None:
    page = cms_of(dana).post(f"{PROVIDERS}add/", entered(metadata_url=url))
    assert page.status_code == 200
    assert "must be HTTPS and on the public network" in page.text


def renew(at: datetime) -> int:
    """Do the daily job."""
    with worker_login(), as_service():
        return renewal.renew_all(at=at)


@pytest.mark.django_db(transaction=True, databases=["default", "worker"])
def test_metadata_are_renewed_and_another_provider_is_not_taken(
    dana: User, xml: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "get", lambda _url, **_options: xml)
    page = cms_of(dana).post(f"{PROVIDERS}add/", entered(metadata_url="https://idp.corp.example/m"))
    assert page.status_code == 302
    at = datetime.now(UTC)
    assert renew(at) == 0
    newer = written(tmp_path, sso_url="https://idp.corp.example/sso2")
    monkeypatch.setattr(public, "get", lambda _url, **_options: newer)
    assert renew(at) == 1
    assert SAMLConnection.objects.get().sso_url == "https://idp.corp.example/sso2"
    foreign = written(tmp_path, entity_id="https://evil.example/", sso_url="https://evil.example/")
    for document in (foreign, BOMB):
        monkeypatch.setattr(public, "get", lambda _url, document=document, **_options: document)
        assert renew(at) == 0
    row = SAMLConnection.objects.get()
    assert (row.sso_url, bool(row.problem)) == ("https://idp.corp.example/sso2", True)
    assert "could not be fetched" in cms_of(dana).get(PROVIDERS).text


@pytest.mark.django_db(transaction=True, databases=["default", "worker"])
def test_administrators_are_told_once_of_a_certificate_that_ends(
    dana: User, tmp_path: Path, jobs: Jobs, mailoutbox: Any
) -> None:
    connected(dana, written(tmp_path, days=40))
    now = datetime.now(UTC)
    for days, mails in ((5, 0), (15, 1), (16, 1)):
        renew(now + timedelta(days=days))
        jobs.run()
        told = [mail for mail in mailoutbox if "certificate" in mail.subject]
        assert len(told) == mails
    assert "Corp" in last_mail(to=dana.email).subject


def test_a_certificate_that_ends_soon_is_seen_in_the_list(dana: User, tmp_path: Path) -> None:
    connected(dana, written(tmp_path, days=20))
    assert "the certificate ends soon" in cms_of(dana).get(PROVIDERS).text


def test_a_domain_is_added_checked_and_removed(
    dana: User, xml: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = connected(dana, xml).provider
    client = cms_of(dana)
    typed = {"provider": str(provider.pk), "domain": " Corp.Example "}
    assert client.post(f"{DOMAINS}add/", typed).status_code == 302
    domain = SSODomain.objects.get()
    assert domain.domain == "corp.example"
    assert domain.token in client.get(f"{DOMAINS}{domain.pk}/change/").text
    act = {"action": "check_record", "_selected_action": [str(domain.pk)], "reason": "asked"}
    monkeypatch.setattr(domains, "txt", lambda _name: [])
    assert "does not hold the token yet" in client.post(DOMAINS, act, follow=True).text
    monkeypatch.setattr(domains, "txt", lambda _name: [domain.token])
    client.post(DOMAINS, act)
    domain.refresh_from_db()
    assert domain.verified_at is not None
    assert client.post(f"{DOMAINS}{domain.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(DOMAINS, {**act, "action": "remove"})
    assert not SSODomain.objects.exists()
    with as_staff(dana):
        entry = AuditEntry.objects.filter(action="ssodomain.removed").get()
    assert (entry.target_id, entry.details["reason"]) == (str(domain.pk), "asked")


@pytest.mark.parametrize("domain", ["corp", "corp example", "*.corp.example", "a@corp.example", ""])
def test_what_is_no_domain(dana: User, xml: bytes, domain: str) -> None:
    provider = connected(dana, xml).provider
    typed = {"provider": str(provider.pk), "domain": domain}
    assert cms_of(dana).post(f"{DOMAINS}add/", typed).status_code == 200


@pytest.mark.parametrize("page", [PROVIDERS, f"{PROVIDERS}add/", DOMAINS, f"{DOMAINS}add/"])
def test_it_is_for_administrators(db: None, page: str) -> None:
    assert cms_of(staff_of(Role.ADMINISTRATOR)).get(page).status_code == 200
    for role in (Role.SUPPORT, Role.EDITOR, Role.FINANCE):
        assert cms_of(staff_of(role)).get(page).status_code == 403
