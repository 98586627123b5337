"""Our answers to what allauth asks about accounts elsewhere."""

from typing import Any

import requests
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from django.conf import settings
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts import texts
from accounts.integrations import freshness
from accounts.models import User
from accounts.models.identities import label_of
from accounts.services import identities, providers
from accounts.sso import apps as organisations
from accounts.sso import views as sso
from numoraq.rls.identity import as_login_role
from numoraq.wrappers import guarded


class IdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """People come in by an account elsewhere; it is theirs once its address is proven."""

    error_messages = {**DefaultSocialAccountAdapter.error_messages, **texts.IDENTITY_ERRORS}

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Return the providers that are set up and on; a person's own role sees none.

        An organisation's only when it is asked for by name.
        """
        with as_login_role():
            found = super().list_apps(request, provider=provider, client_id=client_id)
            theirs = organisations.matching(provider=provider, client_id=client_id)
        return [*providers.usable(found), *theirs]

    def get_requests_session(self) -> requests.Session:
        """Return what calls a provider, for a while: outside, unless providers may be inside."""
        session: requests.Session = super().get_requests_session()
        return (guarded.bound if settings.PRIVATE_PROVIDERS else guarded.limit)(session)

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> User:
        """Return whom a provider tells about, before anything is looked up or stored."""
        if organisations.provider_id(sociallogin.account.provider):
            person: User = super().populate_user(request, sociallogin, data)
            return person
        identities.tidy(sociallogin)
        user: User = sociallogin.user
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Judge who comes back from a provider, or from an organisation."""
        freshness.note_arrival(request, sociallogin, at=timezone.now())
        if not organisations.provider_id(sociallogin.account.provider):
            identities.arrive(request, sociallogin)
            return
        refused = sso.judge(request, sociallogin)
        if refused is not None:
            raise ImmediateHttpResponse(refused)
        if sociallogin.state.get("process") == identities.AGAIN:
            raise ImmediateHttpResponse(identities.prove_again(request, sociallogin))

    def generate_state_param(self, state: dict[str, Any]) -> str:
        """Return the name of what is kept while somebody is away, with when they left."""
        freshness.note_sent(state)
        name: str = super().generate_state_param(state)
        return name

    def save_user(
        self, request: HttpRequest, sociallogin: SocialLogin, form: BaseForm | None = None
    ) -> User:
        """Store somebody new with a profile. What they typed themselves is not proven yet."""
        if form is not None:
            sociallogin.user.email = form.cleaned_data["email"].lower()
            sociallogin.email_addresses = []
        with transaction.atomic():
            user: User = super().save_user(request, sociallogin, form=None)
            identities.sign_up(request, sociallogin)
        return user

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        """Return to the page the linking began on."""
        return reverse("settings-security")

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any]
    ) -> None:
        """Mail in plain values: the provider's name, and how one is known there."""
        label = label_of(context["account"].extra_data)
        told = {"provider": str(context["provider"]), "account": label}
        get_account_adapter().send_notification_mail(template_prefix, user, told)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **told: Any) -> None:
        """Show our own page when an organisation's provider could not be understood."""
        if organisations.provider_id(provider.sub_id):
            raise ImmediateHttpResponse(sso.refuse(request, provider.name, told.get("exception")))
