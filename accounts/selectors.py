"""Reads about people that no page of their own makes."""

from dataclasses import dataclass

from django.utils.translation import get_language

from accounts.models import Profile, User
from numoraq.rls.identity import as_login_role, as_user


@dataclass(frozen=True, slots=True)
class Reader:
    """How somebody reads a mail: in which language, by which clock."""

    language: str
    timezone: str


def reader(email: str) -> Reader:
    """Return how the owner of an address reads; a stranger reads as they see the page now."""
    with as_login_role():
        user_id = User.objects.filter(email=email.lower()).values_list("pk", flat=True).first()
    profile = None
    if user_id:
        with as_user(user_id):
            profile = Profile.objects.filter(pk=user_id).only("language", "timezone").first()
    if profile is None:
        return Reader(get_language() or "en", "UTC")
    return Reader(profile.language, profile.timezone)
