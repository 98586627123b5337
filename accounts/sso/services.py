"""What administrators set up about organisations' sign-in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import OIDCConnection, SAMLConnection, SSOProvider, User
from accounts.sso.metadata import Metadata
from cms import audit

_TOLD = ("entity_id", "metadata_url", "attribute_mapping", "name_id_format", "sso_url")


@dataclass(frozen=True, slots=True, kw_only=True)
class SAMLSetUp:
    """What staff enter for SAML. `metadata` None leaves what there is."""

    metadata: Metadata | None
    metadata_url: str = ""
    attribute_mapping: Mapping[str, Sequence[str]]
    name_id_format: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OIDCSetUp:
    """What staff enter for OpenID Connect. An empty secret leaves the one there is."""

    issuer: str
    client_id: str
    client_secret: str = ""


@transaction.atomic
def connect_saml(*, provider: SSOProvider, given: SAMLSetUp, actor: User, at: datetime) -> None:
    """Store what is known of a provider that speaks SAML, on the record. `at` is aware UTC.

    Raises IntegrityError when another organisation has the same entity id.
    """
    row = SAMLConnection.objects.select_for_update().filter(provider=provider).first()
    before = _told(row) if row else {}
    row = row or SAMLConnection(provider=provider)
    row.metadata_url = given.metadata_url
    row.attribute_mapping = {name: list(names) for name, names in given.attribute_mapping.items()}
    row.name_id_format = given.name_id_format
    if given.metadata is not None:
        take(row, given.metadata, at=at)
    row.save()
    _record(provider, actor, before, _told(row))


@transaction.atomic
def connect_oidc(*, provider: SSOProvider, given: OIDCSetUp, actor: User) -> None:
    """Store what is known of a provider that speaks OpenID Connect, on the record.

    Raises IntegrityError when another organisation has the same issuer and client id.
    """
    row = OIDCConnection.objects.select_for_update().filter(provider=provider).first()
    before = {"issuer": row.issuer, "client_id": row.client_id} if row else {}
    row = row or OIDCConnection(provider=provider)
    row.issuer, row.client_id = given.issuer, given.client_id
    after = {"issuer": row.issuer, "client_id": row.client_id}
    if given.client_secret:
        row.client_secret = given.client_secret
        after |= {"secret": "set anew"}
    row.save()
    _record(provider, actor, before, after)


def take(row: SAMLConnection, found: Metadata, *, at: datetime) -> None:
    """Set on a connection what metadata says; it is not saved. `at` is aware UTC."""
    row.entity_id, row.metadata_xml, row.sso_url = found.entity_id, found.xml, found.sso_url
    row.certificates = list(found.certificates)
    row.certificate_expires_at = found.expires_at
    row.refreshed_at, row.problem = at, ""


def _told(row: SAMLConnection) -> dict[str, Any]:
    ends = row.certificate_expires_at.isoformat()
    return {name: getattr(row, name) for name in _TOLD} | {"certificate_expires_at": ends}


def _record(
    provider: SSOProvider, actor: User, before: dict[str, Any], after: dict[str, Any]
) -> None:
    old, new = audit.difference(before, after)
    if new:
        audit.record(
            action="ssoprovider.connected", actor=actor, target=provider, before=old, after=new
        )
