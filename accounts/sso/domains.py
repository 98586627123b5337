"""Domains of organisations: proven by a TXT record, looked at again each day."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import dns.exception
import dns.resolver
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from accounts.models import SSODomain, User
from accounts.sso import notices
from cms import audit

GRACE: Final = timedelta(days=7)
_LIFETIME: Final = 5.0  # seconds


class NoAnswer(Exception):
    """The domain name system could not be asked: nothing is known about the record."""


def of_address(email: str) -> str:
    """Return the domain of an e-mail address in small letters, or nothing."""
    local, _at, domain = email.strip().lower().rpartition("@")
    return domain if local else ""


def txt(name: str) -> Sequence[str]:
    """Return the TXT records of a name, asked in the domain name system. Raises NoAnswer."""
    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=_LIFETIME)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError) as error:
        raise NoAnswer(name) from error
    return [b"".join(record.strings).decode("ascii", "replace") for record in answer]


def is_published(domain: SSODomain) -> bool:
    """Return whether the record of a domain holds its token. Raises NoAnswer."""
    found = import_string(settings.SSO_TXT_RESOLVER)(domain.record)
    return domain.token in [record.strip() for record in found]


def check_by_staff(*, domain: SSODomain, actor: User, at: datetime, reason: str) -> bool:
    """Look at a domain's record for staff, on the record; return whether it is there.

    `at` is aware UTC. Raises NoAnswer.
    """
    found = is_published(domain)
    with transaction.atomic():
        was = domain.verified_at
        _note(domain, found=found, at=at)
        audit.record(
            action="ssodomain.checked",
            actor=actor,
            target=domain,
            before={"verified_at": was},
            after={"verified_at": domain.verified_at, "is_published": found},
            reason=reason,
        )
    return found


@transaction.atomic
def remove(*, domain: SSODomain, actor: User, reason: str) -> None:
    """Take a domain from its organisation, on the record. Staff only."""
    before = {"domain": domain.domain, "verified_at": domain.verified_at}
    audit.record(
        action="ssodomain.removed", actor=actor, target=domain, before=before, reason=reason
    )
    domain.delete()


def check_all(*, at: datetime) -> int:
    """Look at the records of all domains again. Runs as the service. Returns how many lapsed.

    A domain whose record is missing for a week is proven no longer, and administrators are told.
    """
    lapsed = 0
    for key in SSODomain.objects.order_by("pk").values_list("pk", flat=True):
        domain = SSODomain.objects.select_related("provider").filter(pk=key).first()
        if domain is None:
            continue
        try:
            found = is_published(domain)
        except NoAnswer:
            continue
        with transaction.atomic():
            _note(domain, found=found, at=at)
            lapsed += _lapse(domain, at=at)
    return lapsed


def _note(domain: SSODomain, *, found: bool, at: datetime) -> None:
    row = SSODomain.objects.select_for_update(of=("self",)).get(pk=domain.pk)
    domain.verified_at, domain.checked_at = row.verified_at, at
    domain.missing_since = None if found else row.missing_since
    if found:
        domain.verified_at = row.verified_at or at
    elif row.verified_at is not None:
        domain.missing_since = row.missing_since or at
    domain.save(update_fields=["verified_at", "checked_at", "missing_since"])


def _lapse(domain: SSODomain, *, at: datetime) -> bool:
    if domain.missing_since is None or at - domain.missing_since < GRACE:
        return False
    domain.verified_at = domain.missing_since = None
    domain.save(update_fields=["verified_at", "missing_since"])
    audit.record(action="ssodomain.lapsed", actor=None, target=domain)
    notices.domain_lapsed(domain)
    return True
