"""The steps of a referral: each gives points to who brought, and can be taken back."""

from datetime import datetime

from django.db import transaction

from gamification.models import PointRule, Referral
from gamification.services import mailboxes, points
from gamification.services.holding import hold

_Status = Referral.Status


@transaction.atomic
def take(*, row: Referral, status: str, at: datetime) -> bool:
    """Take a referral a step on and give its points, once; return whether it was.

    The points are held before the row. `at` is aware UTC.
    """
    hold(person_id=row.user_id)
    held = Referral.objects.select_for_update(of=("self",)).filter(pk=row.pk, status=row.status)
    if not held.exists() or not mailboxes.take(row=row, at=at):
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
def take_back(*, row: Referral, at: datetime) -> bool:
    """Take back what the steps of a referral gave, once; return whether it was.

    `at` is aware UTC.
    """
    hold(person_id=row.user_id)
    if not Referral.objects.select_for_update().filter(pk=row.pk, status=row.status).exists():
        return False
    taken = [_Status.VERIFIED, *([_Status.ACTIVE] if row.status == _Status.ACTIVE else [])]
    for status in taken:
        points.reverse(idem_key=_key(row, status), at=at, reason="")
    Referral.objects.filter(pk=row.pk).update(status=_Status.REVERSED, changed_at=at)
    return True


def _key(row: Referral, status: str) -> str:
    return f"referral:{status}:{row.pk}"
