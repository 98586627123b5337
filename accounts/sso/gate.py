"""Domains whose organisation is the only way in: nothing else signs their addresses in.

The way out when an organisation's provider fails ("break glass"): a superuser of the staff keeps
the password, and nothing but the password. The CMS's host, where no organisation signs anybody
in, goes on asking staff for password and second factor.
"""

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts import allauth_compat
from accounts.models import SSOProvider, User
from accounts.sso import selectors
from cms import access

_ARRIVAL: Final = "sso_arrival"
TOLD: Final = _("Addresses of this domain sign in by their organisation.")


def only_way(email: str) -> SSOProvider | None:
    """Return the organisation that alone signs an address in, None when there are other ways."""
    provider = selectors.provider_of(email)
    return provider if provider is not None and provider.sso_only else None


def note_arrival(request: HttpRequest) -> None:
    """Note that an organisation answers in this request: its addresses are its to tell."""
    setattr(request, _ARRIVAL, True)


def is_arrival(request: HttpRequest) -> bool:
    """Return whether an organisation answers in this request."""
    return getattr(request, _ARRIVAL, False)


def judge_address(request: HttpRequest, email: str) -> None:
    """Refuse to sign up an address, or send it a link, when its organisation is the only way.

    Raises ValidationError. A superuser's address is refused as well: the answer tells nothing.
    """
    if not access.is_cms_request(request) and only_way(email) is not None:
        raise ValidationError(TOLD, code="sso_only")


def judge_password(request: HttpRequest, *, email: str, user: User | None) -> None:
    """Refuse a password, right or wrong, where the organisation is the only way.

    Called after the password was tried, so that a wrong one of a superuser looks like any other.
    Raises ValidationError.
    """
    if access.is_cms_request(request) or (user is not None and _breaks_glass(user)):
        return
    if only_way(email) is not None:
        raise ValidationError(TOLD, code="sso_only")


def judge_sign_in(request: HttpRequest, user: User) -> HttpResponse | None:
    """Return where somebody is sent who signs in by something else than their only way.

    Asked before every sign-in, whatever it was begun with.
    """
    if access.is_cms_request(request):
        return None
    provider = only_way(user.email)
    if provider is None:
        return None
    last = allauth_compat.last_proof(request, user=user)
    if last.get("method") == "password" and _breaks_glass(user):
        return None
    if last.get("method") == "socialaccount" and last.get("provider") == provider.sub_id:
        return None
    messages.error(request, TOLD)
    return redirect("sso")


def _breaks_glass(user: Any) -> bool:
    return bool(user.is_superuser and user.is_staff)
