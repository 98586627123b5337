"""Our answers to what allauth asks about accounts elsewhere."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.http import HttpRequest

from accounts.sso import apps as organisations
from accounts.sso import views as sso


class IdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """People come in by an account elsewhere; it is theirs once its address is proven."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Return the providers that are set up; an organisation's only when asked for by name."""
        found: list[Any] = super().list_apps(request, provider=provider, client_id=client_id)
        return [*found, *organisations.matching(provider=provider, client_id=client_id)]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Judge who comes back from an organisation."""
        if organisations.provider_id(sociallogin.account.provider):
            refused = sso.judge(request, sociallogin)
            if refused is not None:
                raise ImmediateHttpResponse(refused)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **told: Any) -> None:
        """Show our own page when an organisation's provider could not be understood."""
        if organisations.provider_id(provider.sub_id):
            raise ImmediateHttpResponse(sso.refuse(request, provider.name, told.get("exception")))
