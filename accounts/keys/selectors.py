"""Reads about personal access tokens."""

from datetime import datetime

from accounts.models import PersonalToken, User


def tokens(*, user: User, at: datetime) -> list[PersonalToken]:
    """Return the tokens of a person that have not ended, newest first. `at` is aware UTC."""
    found = PersonalToken.objects.filter(user=user, expires_at__gt=at)
    return list(found.defer("token_hash").order_by("-created_at", "pk"))
