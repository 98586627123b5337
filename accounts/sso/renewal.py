"""Metadata of providers, fetched anew each day; certificates that end, told of in time."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.models import SAMLConnection
from accounts.sso import metadata, notices, services
from cms import audit
from numoraq.wrappers import errors, public

WARNED_BEFORE: Final = timedelta(days=30)


class OtherProvider(Exception):
    """The address now describes another identity provider than the one that was set up."""


def fetch(url: str) -> metadata.Metadata:
    """Return the metadata at a public HTTPS address. Raises BadMetadata, OutsideError."""
    return metadata.read(public.get(url, max_bytes=metadata.MAX_BYTES))


def renew_all(*, at: datetime) -> int:
    """Fetch anew what has an address, and warn of certificates that end within 30 days.

    Runs as the service. Returns how many providers changed. `at` is aware UTC.
    """
    changed = 0
    for key in SAMLConnection.objects.order_by("pk").values_list("pk", flat=True):
        changed += _renew(key, at=at)
        _warn(key, at=at)
    return changed


def _renew(key: UUID, *, at: datetime) -> bool:
    row = SAMLConnection.objects.filter(pk=key).exclude(metadata_url="").first()
    if row is None:
        return False
    try:
        found = _fetch_again(row)
    except (metadata.BadMetadata, errors.OutsideError, OtherProvider) as error:
        problem = f"{type(error).__name__}: {error}"[:500]
        SAMLConnection.objects.filter(pk=key).update(problem=problem)
        return False
    with transaction.atomic():
        return _store(key, row.metadata_url, found, at=at)


def _fetch_again(row: SAMLConnection) -> metadata.Metadata:
    found = fetch(row.metadata_url)
    if found.entity_id != row.entity_id:
        raise OtherProvider(found.entity_id)
    return found


def _store(key: UUID, url: str, found: metadata.Metadata, *, at: datetime) -> bool:
    rows = SAMLConnection.objects.select_for_update(of=("self",)).select_related("provider")
    row = rows.filter(pk=key, metadata_url=url, entity_id=found.entity_id).first()
    if row is None:  # set up differently meanwhile
        return False
    before = {"sso_url": row.sso_url, "certificates": row.certificates}
    services.take(row, found, at=at)
    row.save()
    after = {"sso_url": row.sso_url, "certificates": row.certificates}
    if before == after:
        return False
    audit.record(
        action="ssoprovider.renewed", actor=None, target=row.provider, before=before, after=after
    )
    return True


@transaction.atomic
def _warn(key: UUID, *, at: datetime) -> None:
    rows = SAMLConnection.objects.select_for_update(of=("self",)).select_related("provider")
    row = rows.filter(pk=key, certificate_expires_at__lte=at + WARNED_BEFORE).first()
    if row is None or row.warned_of == row.certificate_expires_at or row.provider.is_disabled:
        return
    row.warned_of = row.certificate_expires_at
    row.save(update_fields=["warned_of"])
    notices.certificate_ends(row)
