"""When a provider asked somebody who they are: what makes its word a fresh proof.

A provider that remembers a browser vouches for whoever sits at it. Only a moment that it signs
itself (auth_time, AuthnInstant), after the one at which we sent the browser there, shows more.
"""

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest

LEEWAY: Final = 60  # seconds a clock may be wrong
# Has a provider of OpenID Connect ask again, and tell when it did.
ASK_AGAIN: Final = {"prompt": "login", "max_age": "0"}
_SENT: Final = "sent_at"  # in the state of a sign-in
_SHOWN: Final = "provider_asked"  # on the request


def note_sent(state: dict[str, Any], *, at: float | None = None) -> None:
    """Note in the state of a sign-in when the browser is sent away, in seconds since 1970."""
    state[_SENT] = time.time() if at is None else at


def note_asked(login: SocialLogin, claims: Mapping[str, Any]) -> None:
    """Note when a provider asked who somebody is, if the claims it has signed say so."""
    told = claims.get("auth_time")
    login.asked_at = told if type(told) in {int, float} else None


def is_shown(login: SocialLogin, *, at: datetime) -> bool:
    """Return whether a provider shows that it asked since we sent the browser. `at` is aware UTC.

    False for those that do not tell.
    """
    asked, sent = getattr(login, "asked_at", None), login.state.get(_SENT)
    if asked is None or sent is None:
        return False
    return bool(sent - LEEWAY <= asked <= at.timestamp() + LEEWAY)


def note_arrival(request: HttpRequest, login: SocialLogin, *, at: datetime) -> None:
    """Note whether the provider of a sign-in in this request has asked. `at` is aware UTC."""
    setattr(request, _SHOWN, is_shown(login, at=at))


def is_arrival(request: HttpRequest) -> bool:
    """Return whether somebody signs in in this request whom a provider has just asked."""
    return getattr(request, _SHOWN, False)
