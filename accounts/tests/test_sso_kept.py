"""Which provider an organisation has stays while people are known by it."""

from pathlib import Path
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from pytest_django import Settings

from accounts.models import OIDCConnection, SAMLConnection, SSOProvider, User
from accounts.tests.test_sso_admin import PROVIDERS, change, connected, entered, written
from accounts.tests.test_sso_issuers import oidc
from cms.tests.cast import cms_of
from numoraq.rls.identity import as_login_role
from numoraq.wrappers import public

OTHER: dict[str, Any] = {
    "entity_id": "https://evil.example/",
    "sso_url": "https://evil.example/sso",
}


def link(provider: SSOProvider, user: User) -> None:
    """Have somebody be known by a provider."""
    with as_login_role():
        SocialAccount.objects.create(user=user, provider=provider.sub_id, uid="uid-alice")


def sent(folder: Path, **told: Any) -> dict[str, Any]:
    """Return the form with new metadata."""
    return {"metadata_file": entered(written(folder, **told))["metadata_file"]}


def test_the_issuer_stays(dana: User, alice: User, settings: Settings) -> None:
    settings.PRIVATE_PROVIDERS = True  # nobody looks the names up
    client = cms_of(dana)
    client.post(f"{PROVIDERS}add/", oidc())
    provider = SSOProvider.objects.get()
    issuers = ["https://one.example", "https://two.example"]
    change(client, provider, issuer=issuers[0], client_id="numoraq")
    link(provider, alice)
    done = change(client, provider, issuer=issuers[1], client_id="numoraq", name="New name")
    assert done.status_code == 302
    assert OIDCConnection.objects.get().issuer == issuers[0]
    assert SSOProvider.objects.get().name == "New name"


def test_the_entity_id_stays(dana: User, alice: User, tmp_path: Path) -> None:
    provider = connected(dana, written(tmp_path)).provider
    client = cms_of(dana)
    assert (
        change(client, provider, **sent(tmp_path, entity_id="https://new.example/")).status_code
        == 302
    )
    assert SAMLConnection.objects.get().entity_id == "https://new.example/"
    link(provider, alice)
    page = change(client, provider, **sent(tmp_path, **OTHER))
    assert "people are known by the one from before" in page.content.decode()
    assert SAMLConnection.objects.get().entity_id == "https://new.example/"


def test_new_certificates_of_the_same_provider_are_taken(
    dana: User, alice: User, tmp_path: Path
) -> None:
    before = connected(dana, written(tmp_path))
    link(before.provider, alice)
    assert change(cms_of(dana), before.provider, **sent(tmp_path)).status_code == 302
    assert SAMLConnection.objects.get().certificates != before.certificates


def test_an_address_of_other_metadata_is_refused(
    dana: User, alice: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = connected(dana, written(tmp_path)).provider
    link(provider, alice)
    foreign = written(tmp_path, **OTHER)
    monkeypatch.setattr(public, "get", lambda _url, **_options: foreign)
    page = change(cms_of(dana), provider, metadata_url="https://evil.example/m")
    assert "people are known by the one from before" in page.content.decode()
    assert SAMLConnection.objects.get().metadata_url == ""


def test_what_names_people_stays(dana: User, alice: User, tmp_path: Path) -> None:
    provider = connected(dana, written(tmp_path)).provider
    link(provider, alice)
    typed = {"uid_attribute": "nickname", "email_attribute": "mail"}
    assert change(cms_of(dana), provider, **typed).status_code == 302
    assert SAMLConnection.objects.get().attribute_mapping == {"email": ["mail"]}
