"""What the API asks for beyond being signed in."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts import allauth_compat
from accounts.services import factors

if TYPE_CHECKING:  # APIView reads these classes from the settings while it is made
    from rest_framework.views import APIView


class WithinScope(BasePermission):
    """Refuse a personal access token what is not among its scopes.

    A view says its `area`. Where it says none, no such token is taken at all.
    """

    message = _("This token may not do that: make one with the scope it needs.")
    code = "insufficient_scope"

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Return whether a session asks, or a token that may."""
        token = getattr(request.user, "personal_token", None)
        if token is None:
            return True
        area = getattr(view, "area", "")
        act = "read" if request.method in SAFE_METHODS else "write"
        return bool(area) and token.allows(f"{area}:{act}")


class NotDemo(BasePermission):
    """Refuse demo accounts, which nobody can come back to."""

    message = _("This is a demo account: keep it first, with an address and a password.")
    code = "demo"

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Return whether the account is somebody's own."""
        return not getattr(request.user, "is_demo", False)


class SteppedUp(BasePermission):
    """Refuse who has a second factor and has not proven it in this session."""

    message = _("Prove your second factor in this session first.")
    code = "aal2_required"

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Return whether the session is proven as well as its person can."""
        return not factors.must_step_up(request.user)


class Fresh(BasePermission):
    """Refuse who has not proven themselves within the last minutes.

    By password or factor; who has none, by a code that was mailed or by their provider.
    A view that asks so for some methods alone names them as `fresh_for`.
    """

    message = _("Prove yourself again first: this takes a proof of the last five minutes.")
    code = "reauthentication_required"

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Return whether the session was proven a moment ago, where that is asked for."""
        asked_for = getattr(view, "fresh_for", None)
        if asked_for is not None and request.method not in asked_for:
            return True
        return allauth_compat.is_fresh(request._request)  # noqa: SLF001
