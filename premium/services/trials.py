"""The trial: thirty days for everybody, once a person, whoever they come back as."""

from datetime import datetime, timedelta
from typing import Final

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.crypto import salted_hmac

from accounts.mailboxes import known_as, same_mailbox
from accounts.models import User
from numoraq.rls.identity import as_login_role
from premium.models import Grant, PremiumStatus, Trial
from premium.services import grants

LENGTH: Final = timedelta(days=30)


def begin(*, user: User, at: datetime) -> bool:
    """Give a person the trial, if nobody with one of their proven addresses has had it.

    Returns whether it was given. Somebody without a proven address waits for it: the trial begins
    when they have one. `at` is aware UTC.
    """
    with as_login_role(), transaction.atomic():
        if not _is_due(user):
            return False
        mailboxes = _mailboxes(user)
        if not mailboxes and not user.is_demo:
            return False
        status = grants.lock(user.pk)
        if status.trial_decided_at is not None:
            return False  # by another sign-in, just now
        status.trial_decided_at = at
        status.save(update_fields=["trial_decided_at", "updated_at"])
        # The address of a demo is nobody's, and not proven.
        if not user.is_demo and not _take(user, mailboxes, at):
            return False
        return grants.give(person_id=user.pk, gift=_gift(user, at), at=at)


def _gift(user: User, at: datetime) -> grants.Gift:
    return grants.Gift(
        kind=Grant.Kind.CREDIT,
        source=Grant.Source.TRIAL,
        idem_key=f"trial:{user.pk}",
        granted_at=at,
        seconds=int(LENGTH.total_seconds()),
    )


def _is_due(user: User) -> bool:
    decided = PremiumStatus.objects.filter(user=user, trial_decided_at__isnull=False)
    return not decided.exists()


def _take(user: User, mailboxes: set[str], at: datetime) -> bool:
    """Write the trial down for mailboxes; return False when one of them has had it."""
    names = {name for mailbox in mailboxes for name in known_as(mailbox)}
    had = Trial.objects.filter(address_hash__in=[_hash(name) for name in names])
    if had.exclude(user=user).exists():
        return False
    hashes = sorted(_hash(mailbox) for mailbox in mailboxes)
    rows = [Trial(address_hash=one, user=user, begun_at=at) for one in hashes]
    Trial.objects.bulk_create(rows, ignore_conflicts=True)
    # Of two at once the second waited for the first's rows, and finds them to be of another.
    return Trial.objects.filter(address_hash__in=hashes, user=user).count() == len(hashes)


def _mailboxes(user: User) -> set[str]:
    proven = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return {same_mailbox(address) for address in proven}


def _hash(mailbox: str) -> str:
    return salted_hmac("premium.trials", mailbox, algorithm="sha256").hexdigest()
