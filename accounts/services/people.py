"""Accounts: made, closed, removed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.leaving import registry
from accounts.models import AuthSession, PersonalToken, User
from accounts.services import one_time, profiles, sessions, stored
from accounts.tokens import services as tokens
from cms import audit, selectors
from cms.services import staff
from numoraq.lib import filing

UNVERIFIED_FOR = timedelta(days=7)

type Hold = Callable[..., None]

_holds: list[Hold] = []


def register_hold(hold: Hold) -> None:
    """Have an app's `hold(user_ids=...)` called before the rows of people are locked to go.

    It takes the locks that the app's own writers take first: otherwise the two wait for each other.
    """
    if hold not in _holds:
        _holds.append(hold)


@transaction.atomic
def create(
    *,
    email: str,
    password: str | None,
    at: datetime,
    is_verified: bool = False,
    language: str = "en",
    currency: str = "USD",
) -> User:
    """Make a person with a profile and an e-mail address. Without a password none works.

    Runs as the login role or the service. `at` is aware UTC.
    """
    changed_at = at if password else None
    user = User.objects.create_user(email, password, created_at=at, password_changed_at=changed_at)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=is_verified)
    profiles.create(user=user, language=language, currency=currency)
    return user


def name_of(user: User) -> str:
    """Return what a person calls themselves, or nothing; the profile is loaded with the person."""
    return user.profile.name if hasattr(user, "profile") else ""


@transaction.atomic
def set_password(
    *, user: User, password: str, at: datetime, keep: UUID | str | None = None
) -> None:
    """Give a person a new password; every session ends but the one to keep, every link is void."""
    user.set_password(password)
    user.password_changed_at = at
    user.save(update_fields=["password", "password_changed_at", "updated_at"])
    sessions.end_others(user=user, keep=keep)
    one_time.clear(user=user)
    if keep is not None:
        tokens.keep(user=user, session_id=keep)
    else:  # by a link, or by staff: whoever came in before is thrown out, programs included
        PersonalToken.objects.filter(user=user).delete()
        if not EmailAddress.objects.filter(user=user, verified=True).exists():
            # Whoever signed up with this address by a provider had not proven it: who reads the
            # mail has, and the account there is not theirs.
            SocialAccount.objects.filter(user=user).delete()


@transaction.atomic
def deactivate(*, person: User, actor: User, reason: str) -> None:
    """Lock somebody out at once, without deleting anything. Staff only.

    Raises ValidationError for oneself, and for staff unless the actor is an administrator.
    """
    _set_active(person=person, actor=actor, reason=reason, is_active=False)


@transaction.atomic
def reactivate(*, person: User, actor: User, reason: str) -> None:
    """Let somebody in again. Staff only. Raises ValidationError as `deactivate` does."""
    _set_active(person=person, actor=actor, reason=reason, is_active=True)


def _set_active(*, person: User, actor: User, reason: str, is_active: bool) -> None:
    if person.pk == actor.pk:
        raise ValidationError(_("Nobody locks themselves out, or in."))
    if person.is_staff:
        person = staff.lock(person=person, actor=actor)
        # asked anew: meanwhile the actor may have been locked out
        if not selectors.administrators().filter(pk=actor.pk).exists():
            raise ValidationError(_("Only administrators lock out staff."))
    before = person.is_active
    if before == is_active:
        return
    person.is_active = is_active
    person.save(update_fields=["is_active", "updated_at"])
    sessions.end_others(user=person, keep=None)
    PersonalToken.objects.filter(user=person).delete()
    if not is_active:
        registry.shut(person.pk)
    audit.record(
        action="person.reactivated" if is_active else "person.deactivated",
        actor=actor,
        target=person,
        before={"is_active": before},
        after={"is_active": is_active},
        reason=reason,
    )


@transaction.atomic
def delete(*, user: User) -> None:
    """Remove a person, every row that is theirs, and after the commit their files.

    Runs as the service. Files that a crash leaves behind are orphans, which the sweeps remove.
    """
    _hold(user.pk)
    User.objects.select_for_update(of=("self",)).filter(pk=user.pk).first()  # as signing in does
    filing.drop_later(*registry.files(user.pk))
    stored.end(AuthSession.objects.filter(user=user))
    user.delete()


def _hold(key: UUID) -> None:
    for hold in _holds:
        hold(user_ids=[key])


@transaction.atomic
def delete_if_still(*, key: UUID, among: QuerySet[User]) -> bool:
    """Remove a person who still is among some people once nobody else can change that.

    Whoever is doing something at this moment is left alone, and nobody is kept waiting. Runs as
    the service. Returns whether the person was removed.
    """
    _hold(key)
    user = among.filter(pk=key).select_for_update(skip_locked=True, of=("self",)).first()
    if user is None:
        return False
    addresses = EmailAddress.objects.filter(user=user)
    held = list(addresses.select_for_update(skip_locked=True))
    if len(held) < addresses.count() or not among.filter(pk=key).exists():
        return False
    delete(user=user)
    return True


def sweep_unverified(*, at: datetime, limit: int = 500) -> int:
    """Remove sign-ups nobody verified for a week: an address must not stay taken by a stranger.

    Runs as the service. Returns how many. `at` is aware UTC.
    """
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    stale = User.objects.filter(
        Exists(addresses),
        ~Exists(addresses.filter(verified=True)),
        created_at__lt=at - UNVERIFIED_FOR,
        last_login=None,
        is_staff=False,
        is_demo=False,
    )
    keys = list(stale.values_list("pk", flat=True)[:limit])
    return sum(delete_if_still(key=key, among=stale) for key in keys)
