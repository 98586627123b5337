"""What people say about themselves and how they want to see things."""

from datetime import datetime
from typing import Any

from accounts.models import Profile, User
from numoraq.rls.identity import as_user

CHANGEABLE = frozenset(
    {
        "name",
        "default_currency",
        "language",
        "avatar_url",
        "timezone",
        "theme",
        "palette",
        "date_format",
        "number_format",
        "shortcuts_enabled",
        "sample_persona",
        "onboarded_at",
    }
)


def create(
    *, user: User, language: str = "en", currency: str = "USD", timezone: str = "UTC"
) -> Profile:
    """Make the profile of a new person, as that person: nobody else may."""
    with as_user(user):
        return Profile.objects.create(
            user=user, language=language, default_currency=currency, timezone=timezone
        )


def of(user: User) -> Profile:
    """Return a person's profile, loaded with the person; made when it was never there."""
    try:
        return user.profile
    except Profile.DoesNotExist:
        return create(user=user)


def update(*, profile: Profile, **changes: Any) -> Profile:
    """Save some fields of a profile and no others. Raises ValueError for a field it lacks."""
    unknown = changes.keys() - CHANGEABLE
    if unknown:
        raise ValueError(f"not fields of a profile: {', '.join(sorted(unknown))}")
    for field, value in changes.items():
        setattr(profile, field, value)
    if changes:
        profile.save(update_fields=[*changes, "updated_at"])
    return profile


def finish_welcome(*, profile: Profile, at: datetime, currency: str = "") -> Profile:
    """Note that a person has been welcomed, and the currency they chose there, if any."""
    chosen = {"default_currency": currency} if currency else {}
    return update(profile=profile, onboarded_at=profile.onboarded_at or at, **chosen)


def remember_choice(*, user: User, **changes: Any) -> None:
    """Save what a switch on a page changed: theme, single keys, language."""
    update(profile=of(user), **changes)
