"""What the CMS asks of staff beyond a password."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import Factor
from accounts.services import factors


def is_proven(request: HttpRequest) -> bool:
    """Return whether the session was proven by a second factor that is enough for staff.

    A mailbox is not: who reads the mail sets a new password by it, and both proofs are one.
    """
    person: Any = request.user
    if not (person.is_authenticated and person.is_verified()):
        return False
    return person.auth_session.factor_type not in {None, Factor.Type.EMAIL}


def way_up(request: HttpRequest) -> str:
    """Return where staff prove their second factor, or add their first that is enough."""
    person: Any = request.user
    enough = [factor for factor in factors.of(person) if factor.type != Factor.Type.EMAIL]
    return reverse("mfa_reauthenticate" if enough else "mfa_activate_totp")
