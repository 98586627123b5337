"""Bringing friends: a link, the sign-up by it, and points once they have begun and stay."""

import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.leaving import closing
from accounts.models import User
from gamification import acts
from gamification.models import CheckIn, PointRule, Referral, ReferralCode
from gamification.services import points
from gamification.services.holding import as_writer, hold

_LETTERS: Final = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's, which nobody misreads
_LENGTH: Final = 10
STAYS_BY: Final = 5  # check-ins
WITHIN: Final = timedelta(days=30)  # from the sign-up
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
    begun = _open(_Status.PENDING, at - BEGINS_WITHIN)
    stay = _open(_Status.VERIFIED, at - WITHIN - HOLD)
    gone = Referral.objects.filter(
        referred=None,
        status__in=[_Status.VERIFIED, _Status.ACTIVE],
        # An account is deleted only once the time to think it over is up.
        changed_at__gt=at - HOLD - closing.grace() - _JOBS,
    )
    ready = _who_is_ready([row.referred_id for row in begun if row.referred_id])
    done = sum(_step(row, _Status.VERIFIED, at) for row in begun if row.referred_id in ready)
    done += sum(_step(row, _Status.ACTIVE, at) for row in stay if _stays(row))
    return done + sum(_take_back(row, at) for row in list(gone[:_AT_ONCE]))


def _may_bring(owner: User, user: User) -> bool:
    is_self = owner.pk == user.pk or _plain(owner.email) == _plain(user.email)
    counts = owner.is_active and not owner.is_closed and not owner.is_demo and not user.is_demo
    return counts and not is_self and owner.created_at < user.created_at


def _plain(email: str) -> str:
    """Return an address without what people add to tell their mail apart."""
    name, _at, host = email.lower().partition("@")
    return f"{name.partition('+')[0].replace('.', '')}@{host}"


def _open(status: str, since: datetime) -> list[Referral]:
    """Return what may still be taken a step on: both are here, and have not closed."""
    found = Referral.objects.filter(status=status, signed_up_at__gt=since)
    open_ones = found.filter(
        user__is_active=True,
        user__deletion_due_at=None,
        referred__is_active=True,
        referred__deletion_due_at=None,
    )
    return list(open_ones.order_by("signed_up_at", "pk"))


def _who_is_ready(user_ids: list[UUID]) -> set[UUID]:
    """Return those whose address is proven and who have begun."""
    proven = EmailAddress.objects.filter(user_id__in=user_ids, verified=True)
    here = list(
        User.objects.filter(
            pk__in=proven.values("user_id"), is_active=True, deletion_due_at=None
        ).values_list("pk", flat=True)
    )
    checked_in = CheckIn.objects.filter(user_id__in=here).values_list("user_id", flat=True)
    return set(checked_in) | (acts.who_has_begun(user_ids=here) & set(here))


def _stays(row: Referral) -> bool:
    days = CheckIn.objects.filter(user__referral=row, created_at__lte=row.signed_up_at + WITHIN)
    return days.count() >= STAYS_BY


@transaction.atomic
def _step(row: Referral, status: str, at: datetime) -> bool:
    """Take a referral a step on and give its points; the points are held before the row."""
    hold(person_id=row.user_id)
    held = Referral.objects.select_for_update(of=("self",)).filter(pk=row.pk, status=row.status)
    if not held.exists():
        return False
    rule = (
        PointRule.Code.REFERRAL_VERIFIED
        if status == _Status.VERIFIED
        else PointRule.Code.REFERRAL_ACTIVE
    )
    given = points.award_by_rule(
        person_id=row.user_id, rule=rule, idem_key=_key(row, status), at=at, ref=str(row.pk)
    )
    if given.is_new:
        Referral.objects.filter(pk=row.pk).update(status=status, changed_at=at)
    return given.is_new


@transaction.atomic
def _take_back(row: Referral, at: datetime) -> bool:
    hold(person_id=row.user_id)
    if not Referral.objects.select_for_update().filter(pk=row.pk, status=row.status).exists():
        return False
    steps = [_Status.VERIFIED, *([_Status.ACTIVE] if row.status == _Status.ACTIVE else [])]
    for status in steps:
        points.reverse(idem_key=_key(row, status), at=at, reason="")
    Referral.objects.filter(pk=row.pk).update(status=_Status.REVERSED, changed_at=at)
    return True


def _key(row: Referral, status: str) -> str:
    return f"referral:{status}:{row.pk}"
