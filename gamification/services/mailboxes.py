"""Mailboxes that were brought already: each brings points once, whoever it comes back as.

What is kept of an address is a keyed hash. Runs as the service.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef
from django.utils.crypto import salted_hmac

from accounts.mailboxes import same_mailbox
from gamification.models import BroughtMailbox, Referral

_AT_ONCE: Final = 500
_Status = Referral.Status


def fresh(rows: Collection[Referral]) -> set[UUID]:
    """Return the ids of those who came with proven addresses, none of them brought before.

    Nor one of the mailboxes of who brought them.
    """
    came = _hashes(row.referred_id for row in rows if row.referred_id)
    owners = _hashes(row.user_id for row in rows)
    every = {one for hashes in came.values() for one in hashes}
    stored = BroughtMailbox.objects.filter(pk__in=every).values_list("pk", "user_id")
    brought = dict(stored)
    return {
        row.referred_id
        for row in rows
        if row.referred_id in came
        and not came[row.referred_id] & owners.get(row.user_id, set())
        and all(
            brought.get(one, row.referred_id) == row.referred_id for one in came[row.referred_id]
        )
    }


def take(*, row: Referral, at: datetime) -> bool:
    """Note the mailboxes of who came; return False when one of them was brought before.

    Of two at once the second waits here for the first. `at` is aware UTC.
    """
    if row.referred_id is None or row.referred_id not in fresh([row]):
        return False
    hashes = sorted(_hashes([row.referred_id])[row.referred_id])
    BroughtMailbox.objects.bulk_create(
        (BroughtMailbox(pk=one, user_id=row.referred_id, brought_at=at) for one in hashes),
        ignore_conflicts=True,
    )
    own = BroughtMailbox.objects.filter(pk__in=hashes, user_id=row.referred_id)
    return own.count() == len(hashes)


def remember(*, at: datetime) -> None:
    """Note the mailboxes of who brought points before mailboxes were noted, some at once.

    `at` is aware UTC.
    """
    noted = BroughtMailbox.objects.filter(user_id=OuterRef("referred_id"))
    proven = EmailAddress.objects.filter(user_id=OuterRef("referred_id"), verified=True)
    rows = Referral.objects.filter(
        ~Exists(noted), Exists(proven), status__in=[_Status.VERIFIED, _Status.ACTIVE]
    )
    ids = rows.order_by("pk").values_list("referred_id", flat=True)[:_AT_ONCE]
    BroughtMailbox.objects.bulk_create(
        (
            BroughtMailbox(pk=one, user_id=user_id, brought_at=at)
            for user_id, hashes in _hashes(ids).items()
            for one in hashes
        ),
        ignore_conflicts=True,
    )


def _hashes(user_ids: Iterable[UUID]) -> dict[UUID, set[str]]:
    """Return the hashes of people's proven addresses; nothing of who has none."""
    proven = EmailAddress.objects.filter(user_id__in=set(user_ids), verified=True)
    found: dict[UUID, set[str]] = {}
    for user_id, address in proven.values_list("user_id", "email"):
        found.setdefault(user_id, set()).add(_hash(address))
    return found


def _hash(address: str) -> str:
    mailbox = same_mailbox(address)
    return salted_hmac("gamification.referrals", mailbox, algorithm="sha256").hexdigest()
