"""Redeeming a code: the row, the counter and what it gives stand or fall together.

The existing product marked a code as used and then failed to give anything for it.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.crypto import salted_hmac

from accounts.models import User
from gamification.models.points import Source
from gamification.services import points
from numoraq.rls.identity import as_login_role
from premium import spelling
from premium.entitlement import entitlement
from premium.errors import CodeMistyped, CodeRedeemed, CodeRefused
from premium.models import Code, CodeType, Grant, PremiumStatus, Redemption
from premium.services import grants


def redeem(*, user: User, typed: str, at: datetime, once: UUID | None = None) -> Redemption:
    """Spend one use of a code for a person and give what it gives.

    The same `once`, of a form or a call that is sent again, answers what it answered the first
    time. `at` is aware UTC. Raises CodeMistyped, CodeRefused, CodeRedeemed.
    Source: schema document, premium_codes.
    """
    try:
        wanted = hashed(spelling.read(typed))
    except spelling.Misspelt as error:
        raise CodeMistyped from error
    with as_login_role(), transaction.atomic():
        status = grants.lock(user.pk)
        # Both are asked whatever the code is, so that one refusal takes as long as another.
        before = Redemption.objects.filter(user=user, code__code_hash=wanted).first()
        code = usable(at=at).filter(code_hash=wanted).first()
        if before is not None:
            return _again(before, user, once)
        if code is None or user.is_demo:
            raise CodeRefused
        return _spend(status, code, at, once or uuid4())


def usable(*, at: datetime) -> QuerySet[Code]:
    """Return the codes that can be redeemed at a moment (aware UTC)."""
    in_time = Q(expires_at=None) | Q(expires_at__gt=at)
    return Code.objects.filter(in_time, is_active=True, current_uses__lt=F("max_uses"))


def hashed(code: str) -> bytes:
    """Return the keyed hash by which a code, as `spelling.read` gives it, is kept.

    A fast one is right for 80 random bits; the key keeps whoever copies the table from trying
    words.
    """
    return salted_hmac("premium.codes", code, algorithm="sha256").digest()


def _again(before: Redemption, user: User, once: UUID | None) -> Redemption:
    if once is not None and before.pk == _id(user.pk, before.code_id, once):
        return before
    raise CodeRedeemed(before)


def _id(person_id: UUID, code_id: UUID, once: UUID) -> UUID:
    return uuid5(person_id, f"{code_id}:{once}")


def _spend(status: PremiumStatus, code: Code, at: datetime, once: UUID) -> Redemption:
    # Of many at once each waits for the row, and asks again of what it finds there.
    if not usable(at=at).filter(pk=code.pk).update(current_uses=F("current_uses") + 1):
        raise CodeRefused
    redemption = Redemption(
        id=_id(status.user_id, code.pk, once),
        user_id=status.user_id,
        code=code,
        masked=code.code,
        type=code.type,
        value=code.value,
        redeemed_at=at,
    )
    if code.type == CodeType.TIME_CREDIT:
        _give_time(status, redemption)
    else:
        _give_points(redemption)
    redemption.save(force_insert=True)
    return redemption


def _give_time(status: PremiumStatus, redemption: Redemption) -> None:
    """Give the hours, and note from when to when they run as things stand."""
    at = redemption.redeemed_at
    before = entitlement(Grant.objects.filter(user_id=status.user_id), at)
    gift = grants.Gift(
        kind=Grant.Kind.CREDIT,
        source=Grant.Source.CODE,
        idem_key=_key(redemption),
        granted_at=at,
        seconds=int(timedelta(hours=redemption.value).total_seconds()),
        reference=str(redemption.pk),
    )
    grants.give(person_id=status.user_id, gift=gift, at=at)
    status.refresh_from_db()
    status.activated_code = redemption.masked
    status.save(update_fields=["activated_code", "updated_at"])
    if not status.is_lifetime:
        redemption.starts_at = max(at, before.expires_at or at)
        redemption.ends_at = status.premium_expires_at


def _give_points(redemption: Redemption) -> None:
    points.award(
        person_id=redemption.user_id,
        points=redemption.value,
        source=Source.CODE,
        idem_key=_key(redemption),
        at=redemption.redeemed_at,
        ref=str(redemption.pk),
    )


def _key(redemption: Redemption) -> str:
    return f"code:{redemption.pk}"
