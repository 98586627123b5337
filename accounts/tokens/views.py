"""Views for programs: two of allauth's with what it leaves out, and the public keys."""

import json
from typing import Any

from allauth.headless.account.inputs import SignupInput
from allauth.headless.account.views import SignupView
from allauth.headless.base.views import ConfigView as StockConfigView
from allauth.headless.tokens.views import RefreshTokenView
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts import allauth_compat
from accounts.forms.entrance import TakenInSilence
from accounts.tokens import keys, services
from accounts.tokens.document import text
from accounts.tokens.services import Refused

KEYS_ARE_KEPT = 300  # seconds, by whoever verifies our tokens

_REASONS = {
    Refused.UNKNOWN: _("There is no such refresh token."),
    Refused.USED: _("This refresh token was used before. Its session has been ended."),
    Refused.ENDED: _("The session of this refresh token has ended. Sign in again."),
}


class ConfigView(StockConfigView):  # type: ignore[misc]
    """Says how the site is set up, without providers: their addresses are not served here."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return what a program may ask for."""
        data = json.loads(super().get(request, *args, **kwargs).content)["data"]
        data.pop("socialaccount", None)
        return allauth_compat.told(request, data=data)


class RefreshView(RefreshTokenView):  # type: ignore[misc]
    """Exchanges a refresh token for new tokens, and says why it does not."""

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Return new tokens; limited by address and by session."""
        token: str = self.input.cleaned_data["refresh_token"]
        key = str(services.session_of(token) or ascii(token))
        if not allauth_compat.may(request, "refresh", key=key):
            return allauth_compat.too_many(request)
        renewed = services.renew(token=token, at=timezone.now())
        if isinstance(renewed, Refused):
            error = ValidationError(_REASONS[renewed], code=renewed.value)
            return allauth_compat.refused(request, error)
        data = {
            "access_token": renewed.access_token,
            "refresh_token": renewed.refresh_token,
            "expires_in": settings.ACCESS_TOKEN_LIFETIME,
        }
        return allauth_compat.told(request, data=data)


class QuietSignupInput(TakenInSilence, SignupInput):  # type: ignore[misc]
    """Address and password of somebody new."""

    entered_as = "password"


class SignUpView(SignupView):  # type: ignore[misc]
    """Signs somebody up; an address that is taken is answered alike."""

    input_class = {"POST": QuietSignupInput}


@require_safe
@cache_control(public=True, max_age=KEYS_ARE_KEPT)
def document(request: HttpRequest) -> HttpResponse:
    """Return the OpenAPI document of what there is for programs."""
    return HttpResponse(text(), content_type="application/vnd.oai.openapi+json")


@require_safe
@cache_control(public=True, max_age=KEYS_ARE_KEPT)
def jwks(request: HttpRequest) -> JsonResponse:
    """Return the public keys by which others verify our access tokens."""
    return JsonResponse(keys.published(), content_type="application/jwk-set+json")
