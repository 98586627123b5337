"""Throw-away accounts: made in one click, kept by who wants to, swept after a day without use."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest

from accounts import allauth_compat, guesses
from accounts.models import Profile, User
from accounts.services import people, profiles
from numoraq.rls.identity import as_login_role, as_user

DOMAIN = "demo.invalid"  # reserved: no mail ever goes there
IDLE = timedelta(hours=24)
SEEN_EVERY = timedelta(hours=1)
DROPS_DATA = "demo_drops_data"  # in the session, until the address of the kept account is proven

Clear = Callable[..., None]
Check = Callable[..., bool]
_clears: list[Clear] = []
_checks: list[Check] = []


class DemoClosed(Exception):
    """The demo is switched off here."""


class TooManyVisitors(Exception):
    """This network made many demo accounts within the hour."""


def create_visitor(
    *,
    request: HttpRequest,
    persona: str,
    at: datetime,
    currency: str = "EUR",
    language: str = "",
    timezone: str = "UTC",
) -> User:
    """Make a demo account and sign the browser in to it. `at` is aware UTC.

    The language is the one the visitor reads, unless another is named.

    The request keeps the database identity it began with: fill the account inside
    `with as_user(user)`. Raises DemoClosed, TooManyVisitors.
    """
    if not settings.DEMO_ENABLED:
        raise DemoClosed
    if not allauth_compat.may(request, "demo"):
        raise TooManyVisitors
    with as_login_role(), transaction.atomic():
        user = User.objects.create_user(
            f"{uuid4().hex}@{DOMAIN}", is_demo=True, created_at=at, last_seen_at=at
        )
        profile = profiles.create(
            user=user,
            language=language or guesses.language(),
            currency=currency,
            timezone=guesses.timezone(timezone),
        )
        login(request, user)
        request.session.set_expiry(int(IDLE.total_seconds()))
    with as_user(user):
        profiles.update(profile=profile, onboarded_at=at, sample_persona=persona)
    return user


def note_visit(*, request: HttpRequest, user: User, at: datetime) -> None:
    """Keep a demo account alive while it is used; written once an hour at most."""
    if user.last_seen_at and at - user.last_seen_at < SEEN_EVERY:
        return
    User.objects.filter(pk=user.pk).update(last_seen_at=at)
    request.session.set_expiry(int(IDLE.total_seconds()))


def register_clear(clear: Clear) -> None:
    """Have an app's `clear(user=...)` called, as the person, when sample data is thrown away."""
    if clear not in _clears:
        _clears.append(clear)


def register_check(check: Check) -> None:
    """Have an app's `check(user=...)` asked, as the person, whether the sample was changed."""
    if check not in _checks:
        _checks.append(check)


def is_changed(*, user: User) -> bool:
    """Return whether a person changed the sample data, or added something of their own."""
    with as_user(user):
        return any(check(user=user) for check in _checks)


def mark_sample(*, profile: Profile, persona: str) -> None:
    """Note that an account holds the sample data of a persona."""
    profiles.update(profile=profile, sample_persona=persona)


@transaction.atomic
def clear_sample(*, profile: Profile) -> None:
    """Throw the sample data of an account away; the account stays."""
    with as_user(profile.pk):
        for clear in _clears:
            clear(user=profile.user)
        profiles.update(profile=profile, sample_persona="")


@transaction.atomic
def keep(*, user: User, drops_data: bool) -> None:
    """Turn a demo account, whose e-mail address is verified by now, into a real one."""
    profile = profiles.of(user)
    user.is_demo = False
    user.last_seen_at = None
    with as_user(user):
        user.save(update_fields=["is_demo", "last_seen_at", "updated_at"])
        if drops_data:
            clear_sample(profile=profile)


def sweep(*, at: datetime, limit: int = 200) -> int:
    """Remove demo accounts nobody used for a day, with all their rows. Runs as the service.

    Returns how many. `at` is aware UTC.
    """
    idle = User.objects.filter(is_demo=True, last_seen_at__lt=at - IDLE)
    keys = list(idle.order_by("last_seen_at").values_list("pk", flat=True)[:limit])
    return sum(people.delete_if_still(key=key, among=idle) for key in keys)
