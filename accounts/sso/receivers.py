"""What follows when an organisation has signed somebody in."""

from typing import Any

from allauth.account.signals import user_logged_in
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest

from accounts.sso import apps, arrivals


def connect() -> None:
    """Have sessions end when the organisation that vouches for them says so."""
    user_logged_in.connect(_signed_in, dispatch_uid="accounts.sso")


def _signed_in(*, request: HttpRequest, sociallogin: SocialLogin | None = None, **_: Any) -> None:
    if sociallogin is not None and apps.provider_id(sociallogin.account.provider):
        arrivals.note_end(request=request, login=sociallogin)
