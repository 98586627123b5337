"""What allauth gives a program that has signed in."""

from typing import Any

from allauth.headless.tokens.strategies.sessions import SessionTokenStrategy
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone

from accounts import allauth_compat
from accounts.models import User
from accounts.tokens import services


class Strategy(SessionTokenStrategy):  # type: ignore[misc]
    """The session's key for allauth's own addresses, an access and a refresh token for the API.

    Tokens are exchanged by `accounts.tokens.views.RefreshView`, which says why it refuses.
    """

    def lookup_session(self, session_token: str) -> SessionBase | None:
        """Return the session of a token: one query, where stock takes two."""
        return allauth_compat.session_by_key(session_token)

    def create_access_token_payload(self, request: HttpRequest) -> dict[str, Any] | None:
        """Return the tokens of who has just signed in; a demo has none."""
        user: Any = request.user
        if not isinstance(user, User) or user.is_demo or user.auth_session is None:
            return None
        pair = services.begin(user=user, session=user.auth_session, at=timezone.now())
        return {
            "access_token": pair.access_token,
            "refresh_token": pair.refresh_token,
            "expires_in": settings.ACCESS_TOKEN_LIFETIME,
        }
