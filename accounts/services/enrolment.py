"""Phones and mailboxes as second factors: added, proven, removed."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import addresses, allauth_factors, notices
from accounts.models import Challenge, Factor, User
from accounts.services import challenges, names, room
from numoraq.rls.identity import as_login_role


def begin(*, user: User, kind: Factor.Type, address: str, name: str, at: datetime) -> Challenge:
    """Store a phone (E.164) or a mailbox that is yet to be proven, and send the code there.

    `at` is aware UTC. Raises CooldownPending, and ValidationError for what cannot be added.
    """
    with as_login_role(), transaction.atomic():
        room.lock(user)
        factor = _unproven(user, kind, addresses.fingerprint(address), at)
        room.make(user=user, at=at, beside=factor)
        _must_be_the_only(user, factor, name)
        if not name and (factor.name or factor.pk is None):
            factor.ordinal = names.free_ordinal(user_id=user.pk, kind=kind)
        factor.name = name
        factor.save()  # the number is sealed with the key of its row
        if kind == Factor.Type.PHONE:
            factor.phone = address
        else:
            factor.email = address
        factor.save(update_fields=["phone", "email", "updated_at"])
        return challenges.issue(factor=factor, at=at)


def confirm(*, user: User, challenge_id: UUID | str, code: str, at: datetime) -> Factor:
    """Prove a new phone or mailbox by its code; from then on it is a factor.

    The code is spent and the factor added together, or neither is. `at` is aware UTC. Raises
    CodeRefused.
    """
    with as_login_role(), transaction.atomic():
        judged = challenges.judge(
            user=user, challenge_id=challenge_id, code=code, at=at, is_new=True
        )
        if isinstance(judged, Factor):
            judged.confirmed = True
            judged.save(update_fields=["confirmed", "updated_at"])
            _tell(user, judged, "added", at)
    # Outside: an error that passes the block would take the count of wrong codes back.
    if isinstance(judged, challenges.CodeRefused):
        raise judged
    return judged


def is_new(*, user: User, challenge_id: UUID | str, kind: str) -> bool | None:
    """Return whether a challenge is of a factor yet to be proven; None: of no factor of a kind."""
    challenge = challenges.find(user=user, challenge_id=challenge_id)
    if challenge is None or challenge.factor_id is None:
        return None
    with as_login_role():
        factor = Factor.objects.filter(user=user, type=kind, uuid=challenge.factor_id).first()
    return None if factor is None else not factor.confirmed


def find(*, user: User, factor_id: UUID | str | None) -> Factor | None:
    """Return a proven phone or mailbox of a person by its uuid."""
    if factor_id is None:
        return None
    with as_login_role():
        found = Factor.objects.filter(user=user, uuid=factor_id, confirmed=True)
        return found.filter(type__in=Factor.BY_CODE).first()


def unproven(*, user: User, factor_id: UUID | None) -> Factor | None:
    """Return a phone or mailbox of a person that is yet to be proven, by its uuid."""
    if factor_id is None:
        return None
    with as_login_role():
        return Factor.objects.filter(user=user, uuid=factor_id, confirmed=False).first()


def remove(*, user: User, factor: Factor, at: datetime) -> None:
    """Remove a phone or a mailbox; sessions proven by it alone fall back. `at` is aware UTC."""
    with as_login_role(), transaction.atomic():
        removed, _by_model = Factor.objects.filter(user=user, pk=factor.pk).delete()
        allauth_factors.drop_codes_of_nothing(user=user)
    if removed:
        _tell(user, factor, "removed", at)


def sweep(*, at: datetime) -> int:
    """Remove what nobody proved in time. Runs as the service. Returns how many."""
    stale = Factor.objects.filter(confirmed=False, type__in=Factor.BY_CODE)
    return stale.filter(created_at__lt=at - room.UNPROVEN_FOR).delete()[0]


def _unproven(user: User, kind: Factor.Type, fingerprint: str, at: datetime) -> Factor:
    """Return the row to prove. The same address keeps its row, and with it its cooldown."""
    mine = Factor.objects.filter(user=user)
    if mine.filter(address_hash=fingerprint, confirmed=True).exists():
        raise ValidationError({"address": _("You have this one already.")})
    waiting = mine.filter(confirmed=False, type=kind)
    waiting.exclude(address_hash=fingerprint).delete()
    factor = waiting.first() or Factor(
        user=user, type=kind, address_hash=fingerprint, confirmed=False
    )
    factor.created_at = at
    return factor


def _must_be_the_only(user: User, factor: Factor, name: str) -> None:
    if names.is_taken(user=user, factor=factor, name=name):
        raise ValidationError({"name": _("You have a factor of this name.")})


def _tell(user: User, factor: Factor, verb: str, at: datetime) -> None:
    message = f"emails.codes.{factor.type}_{verb}"
    notices.post_with_origin(
        user=user, message=message, at=at, name=factor.name, place=factor.masked
    )
