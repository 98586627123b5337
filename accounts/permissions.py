"""What the API asks for beyond being signed in."""

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts import allauth_compat
from accounts.services import factors


class SteppedUp(BasePermission):
    """Refuse who has a second factor and has not proven it in this session."""

    message = _("Prove your second factor in this session first.")
    code = "aal2_required"

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Return whether the session is proven as well as its person can."""
        return not factors.must_step_up(request.user)


class Fresh(BasePermission):
    """Refuse who has not given password or factor within the last minutes."""

    message = _("Prove yourself again first: this takes a password or a factor given just now.")
    code = "reauthentication_required"

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Return whether the session was proven a moment ago."""
        return allauth_compat.is_fresh(request._request)  # noqa: SLF001
