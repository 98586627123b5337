"""Bringing friends: a link, the sign-up by it, and points once they have begun and stay."""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Q

from accounts.leaving import closing
from accounts.mailboxes import same_mailbox
from accounts.models import User
from gamification import acts
from gamification.models import CheckIn, Referral, ReferralCode
from gamification.services import mailboxes, steps
from gamification.services.holding import as_writer

_LETTERS: Final = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's, which nobody misreads
_LENGTH: Final = 10
STAYS_BY: Final = 5  # check-ins
WITHIN: Final = timedelta(days=30)  # from the sign-up
# From the sign-up. Who begins last of all still has HOLD for what they did in their first days,
# and for what the cap of a day leaves over; later nothing more is given.
BEGINS_WITHIN: Final = timedelta(days=90)
# Who closes the account so soon after the last step takes the points along.
HOLD: Final = timedelta(days=30)
_JOBS: Final = timedelta(days=2)  # by then the account has been deleted, and this has run
_AT_ONCE: Final = 500
_Status = Referral.Status


def code_of(*, user: User, at: datetime) -> str:
    """Return the code of a person's link; made now if there is none. `at` is aware UTC."""
    found = ReferralCode.objects.filter(user=user).first()
    if found is None:
        code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        with as_writer():
            ReferralCode.objects.bulk_create(
                [ReferralCode(user=user, code=code, created_at=at)], ignore_conflicts=True
            )
            found = ReferralCode.objects.get(user=user)
    return found.code


def is_known(*, code: str) -> bool:
    """Return whether a code is somebody's."""
    with as_writer():
        return ReferralCode.objects.filter(code=code).exists()


def note_sign_up(*, user: User, code: str, at: datetime) -> Referral | None:
    """Note that somebody new came by a link; None when it counts for nobody.

    Not one's own link under another address, not a demo account. Whoever brings was there
    before, so nobody is brought, in however many steps, by whom they brought. `at` is aware UTC.
    """
    with as_writer(), transaction.atomic():
        owner = ReferralCode.objects.select_related("user").filter(code=code).first()
        if owner is None or not _may_bring(owner.user, user):
            return None
        row = Referral(user=owner.user, referred=user, signed_up_at=at, changed_at=at)
        Referral.objects.bulk_create([row], ignore_conflicts=True)
        return Referral.objects.filter(pk=row.pk).first()


def settle(*, at: datetime) -> int:
    """Give and take back what is due; return for how many. Runs as the service.

    What the cap of a day leaves over is given on another. `at` is aware UTC.
    """
    gone = Referral.objects.filter(
        referred=None,
        status__in=[_Status.VERIFIED, _Status.ACTIVE],
        # An account is deleted only once the time to think it over is up.
        changed_at__gt=at - HOLD - closing.grace() - _JOBS,
    )
    mailboxes.remember(at=at)
    done = 0
    for rows in _open(_Status.VERIFIED, at - BEGINS_WITHIN - HOLD):
        stay = _who_stays(rows)
        due = [row for row in rows if row.pk in stay]
        done += sum(steps.take(row=row, status=_Status.ACTIVE, at=at) for row in due)
    for rows in _open(_Status.PENDING, at - BEGINS_WITHIN):
        ready = _who_is_ready(rows)
        due = [row for row in rows if row.referred_id in ready]
        done += sum(steps.take(row=row, status=_Status.VERIFIED, at=at) for row in due)
    left = list(gone.order_by("changed_at")[:_AT_ONCE])
    return done + sum(steps.take_back(row=row, at=at) for row in left)


def _may_bring(owner: User, user: User) -> bool:
    is_self = owner.pk == user.pk or same_mailbox(owner.email) == same_mailbox(user.email)
    counts = owner.is_active and not owner.is_closed and not owner.is_demo and not user.is_demo
    return counts and not is_self and owner.created_at < user.created_at


def _open(status: str, since: datetime) -> Iterator[list[Referral]]:
    """Yield, some at once, what may still be taken a step on: both are here, and have not closed.

    The oldest first; one that is taken a step on meanwhile leaves no gap.
    """
    found = Referral.objects.filter(
        status=status,
        user__is_active=True,
        user__deletion_due_at=None,
        referred__is_active=True,
        referred__deletion_due_at=None,
    ).order_by("signed_up_at", "pk")
    after = Q(signed_up_at__gt=since)
    while rows := list(found.filter(after)[:_AT_ONCE]):
        yield rows
        last = rows[-1]
        after = Q(signed_up_at__gt=last.signed_up_at) | Q(
            signed_up_at=last.signed_up_at, pk__gt=last.pk
        )


def _who_is_ready(rows: list[Referral]) -> set[UUID]:
    """Return those whose address is proven, and new to us, and who have begun."""
    here = mailboxes.fresh(rows)
    checked_in = CheckIn.objects.filter(user_id__in=here).values_list("user_id", flat=True)
    return set(checked_in) | (acts.who_has_begun(user_ids=list(here)) & here)


def _who_stays(rows: list[Referral]) -> set[UUID]:
    """Return the keys of those with enough check-ins in their first days."""
    early = Q(referred__checkins__created_at__lte=F("signed_up_at") + WITHIN)
    found = Referral.objects.filter(pk__in=[row.pk for row in rows]).order_by()
    counted = found.annotate(days=Count("referred__checkins", filter=early))
    return set(counted.filter(days__gte=STAYS_BY).values_list("pk", flat=True))
