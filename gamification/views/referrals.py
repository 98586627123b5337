"""The link that friends open: remembers by whom they came, and leads them to the sign-up."""

from typing import Final

from allauth.account.signals import user_signed_up
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from gamification.services import referrals

COOKIE: Final = "nq_ref"
_KEPT_FOR: Final = 60 * 60 * 24 * 30  # seconds


@require_safe
def arrive(request: HttpRequest, code: str) -> HttpResponse:
    """Remember the link for a month; an unknown one is a way in like any other."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    response = redirect("account_signup")
    if referrals.is_known(code=code.lower()):
        response.set_cookie(
            COOKIE,
            code.lower(),
            max_age=_KEPT_FOR,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


def connect() -> None:
    """Look at the cookie whenever somebody has signed up."""
    user_signed_up.connect(_signed_up, dispatch_uid="gamification.referrals")


def _signed_up(*, request: HttpRequest, user: User, **_: object) -> None:
    code = request.COOKIES.get(COOKIE, "")
    if code and code.isalnum():
        referrals.note_sign_up(user=user, code=code, at=timezone.now())
