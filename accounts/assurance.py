"""What the CMS asks of staff beyond a password."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from accounts.services import factors


def is_proven(request: HttpRequest) -> bool:
    """Return whether the session was proven by a second factor."""
    person: Any = request.user
    return bool(person.is_authenticated and person.is_verified())


def way_up(request: HttpRequest) -> str:
    """Return where staff prove their second factor, or add their first."""
    person: Any = request.user
    return reverse("mfa_reauthenticate" if factors.of(person) else "mfa_activate_totp")
