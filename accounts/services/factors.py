"""Second factors: kept in step with allauth's, and what they prove of a session."""

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest

from accounts.models import AuthSession, Factor, User
from accounts.services import keyring
from numoraq.rls.identity import as_login_role


def of(user: User) -> list[Factor]:
    """Return a person's factors, oldest first, without the recovery codes."""
    found = Factor.objects.filter(user=user, confirmed=True).exclude(type=Factor.Type.RECOVERY)
    return list(found.order_by("created_at", "id"))


def must_step_up(user: Any) -> bool:
    """Return whether somebody has a factor and has not proven it in this session."""
    person = cast("User", user)
    return not person.is_verified() and bool(of(person))


def register(*, user_id: UUID, authenticator: Any) -> Factor:
    """Keep one of allauth's authenticators as a factor."""
    kind = Factor.Type(authenticator.type)
    name = keyring.free_name(
        user_id=user_id, wanted=authenticator.data.get("name") or str(kind.label)
    )
    with as_login_role():
        factor: Factor = Factor.objects.get_or_create(
            user_id=user_id,
            authenticator_id=authenticator.pk,
            defaults={"type": kind, "name": name, "confirmed": True},
        )[0]
    return factor


def raise_session(*, user: User, authenticator_id: int) -> None:
    """Note that the session that asks was proven by a factor."""
    session = user.auth_session
    with as_login_role():
        factor = Factor.objects.filter(user=user, authenticator_id=authenticator_id).first()
        if session is None or factor is None:
            return
        AuthSession.objects.filter(pk=session.pk, user=user).update(factor_id=factor.uuid)
    session.factor_id = factor.uuid


def end_unproven(*, user: User) -> int:
    """End the sessions of a person that no factor stands behind; return how many."""
    with as_login_role():
        return AuthSession.objects.filter(user=user, factor_id=None).delete()[0]


def proven_in(request: HttpRequest, user: User) -> UUID | None:
    """Return the factor by which somebody who is signing in has proven themselves just now."""
    from accounts import allauth_compat

    used = allauth_compat.factor_used(request, user=user)
    if used is None:
        return None
    with as_login_role():
        found = Factor.objects.filter(user=user, authenticator_id=used)
        factor: UUID | None = found.values_list("uuid", flat=True).first()
    return factor
