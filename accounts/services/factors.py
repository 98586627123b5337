"""Second factors: kept in step with allauth's, and what they prove of a session."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest

from accounts.models import AuthSession, Factor, User
from accounts.services import names, stored
from numoraq.rls.identity import as_login_role


def of(user: User) -> list[Factor]:
    """Return a person's factors, oldest first, without the recovery codes."""
    found = Factor.objects.filter(user=user, confirmed=True).exclude(type=Factor.Type.RECOVERY)
    return list(found.order_by("created_at", "id"))


def kinds(user: User) -> set[str]:
    """Return of which kinds the factors of a person are, recovery codes among them."""
    with as_login_role():
        own = Factor.objects.filter(user=user, confirmed=True)
        return set(own.values_list("type", flat=True))


def in_allauth(user: User) -> bool:
    """Return whether a person has a factor that allauth looks after. As the login role."""
    with as_login_role():
        return any(factor.type not in Factor.BY_CODE for factor in of(user))


def by_code(user: User) -> list[Factor]:
    """Return the factors of a person that codes are sent to, oldest first. As the login role."""
    with as_login_role():
        return [factor for factor in of(user) if factor.type in Factor.BY_CODE]


def has_recovery_codes(user: User) -> bool:
    """Return whether a person ever made recovery codes that may still open the account."""
    with as_login_role():
        return Factor.objects.filter(user=user, type=Factor.Type.RECOVERY).exists()


def must_step_up(user: Any) -> bool:
    """Return whether somebody has a factor and has not proven it in this session.

    A mailbox is not enough for who has something stronger: whoever reads it resets the password.
    """
    person = cast("User", user)
    session = person.auth_session
    is_by_mail = session is not None and session.factor_type == Factor.Type.EMAIL
    if person.is_verified() and not is_by_mail:
        return False
    own = of(person)
    if not person.is_verified():
        return bool(own)
    return any(factor.type != Factor.Type.EMAIL for factor in own)


def register(*, user_id: UUID, authenticator: Any) -> Factor:
    """Keep one of allauth's authenticators as a factor."""
    kind = Factor.Type(authenticator.type)
    name = names.free(user_id=user_id, wanted=authenticator.data.get("name") or "")
    with as_login_role():
        ordinal = names.free_ordinal(user_id=user_id, kind=kind)
        factor: Factor = Factor.objects.get_or_create(
            user_id=user_id,
            authenticator_id=authenticator.pk,
            defaults={"type": kind, "name": name, "ordinal": ordinal, "confirmed": True},
        )[0]
    return factor


def would_raise(*, user: User, factor: Factor) -> bool:
    """Return whether a factor proves more of the session that asks than what has proven it."""
    session = user.auth_session
    if session is None:
        return False
    is_stronger = session.factor_type == Factor.Type.EMAIL and factor.type != Factor.Type.EMAIL
    return session.factor_id is None or is_stronger


def raise_session(*, user: User, factor: Factor) -> None:
    """Note that the session that asks was proven by a factor.

    A mailbox does not take the place of something stronger.
    """
    session = user.auth_session
    if session is None or (factor.type == Factor.Type.EMAIL and session.factor_id is not None):
        return
    with as_login_role():
        AuthSession.objects.filter(pk=session.pk, user=user).update(factor_id=factor.uuid)
    session.factor_id, session.factor_type = factor.uuid, factor.type


def end_unproven(*, user: User) -> int:
    """End the sessions of a person that no factor stands behind; return how many."""
    with as_login_role():
        return stored.end(AuthSession.objects.filter(user=user, factor_id=None))


def proven_in(request: HttpRequest, user: User) -> Factor | None:
    """Return the factor by which somebody who is signing in has proven themselves just now."""
    from accounts import allauth_compat

    used = allauth_compat.factor_used(request, user=user)
    return recorded(user=user, record=used) if used else None


def recorded(*, user: User, record: Mapping[str, Any]) -> Factor | None:
    """Return the factor of a person that a record of allauth's is about."""
    if "factor" in record:
        wanted = {"uuid": record["factor"]}
    elif "id" in record:
        wanted = {"authenticator_id": record["id"]}
    else:
        return None
    with as_login_role():
        return Factor.objects.filter(user=user, confirmed=True, **wanted).first()
