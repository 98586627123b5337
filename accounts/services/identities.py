"""Accounts elsewhere: how people come in by them, link them and unlink them."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone

from accounts import allauth_compat, guesses, texts
from accounts.integrations import freshness
from accounts.models import Identity, User
from accounts.services import factors, profiles, providers
from accounts.sso import apps
from accounts.sso import selectors as organisations
from cms import access
from numoraq.rls.identity import as_login_role, as_user

LOGIN: Final = "login"
CONNECT: Final = "connect"
AGAIN: Final = "reauthenticate"
PROCESSES: Final = (LOGIN, CONNECT, AGAIN)
# How the proof at a provider is called among the ways to prove oneself.
BY_PROVIDER: Final = "identity-prove"
# What is kept of what a provider tells. Apple's answer, for one, has its tokens among it.
KEPT: Final = (
    "sub", "id", "iss", "email", "email_verified", "verified_email", "verified", "login",
    "username", "preferred_username", "name", "given_name", "family_name", "locale",
)  # fmt: skip
_CAME: Final = "came_by_provider"
_LONGEST: Final = 300  # characters of one value


class LastIdentity(Exception):
    """Without this one the person could not sign in any more."""


class NobodyNamed(ValueError):
    """A provider's answer names no person."""


def tidy(login: SocialLogin) -> None:
    """Keep of a provider's answer one address, and what it says about the person; no tokens.

    Raises NobodyNamed.
    """
    if login.account.uid in {"", "None"}:  # allauth's own word for a null
        raise NobodyNamed
    login.token = None
    login.account.extra_data = _kept(login.account.extra_data)
    address = next(filter(_is_usable, login.email_addresses), None)
    login.user.email = address.email.lower() if address else ""
    if address is not None:
        address.email, address.primary = login.user.email, True
        address.verified = is_true(address.verified)
    login.email_addresses = [address] if address else []


def is_true(said: Any) -> bool:
    """Return whether a provider says yes: some write it as a word, and "false" is a word too."""
    return said is True or (isinstance(said, str) and said.lower() == "true")


def arrive(request: HttpRequest, login: SocialLogin) -> None:
    """Judge somebody who comes back from a provider, before allauth goes on.

    Raises ImmediateHttpResponse for those who are led elsewhere.
    """
    login.token = None
    setattr(request, _CAME, True)
    asking = request.user if isinstance(request.user, User) else None
    process = login.state.get("process")
    if process == AGAIN:
        raise ImmediateHttpResponse(prove_again(request, login))
    if process == CONNECT and (asking is None or asking.is_demo or factors.must_step_up(asking)):
        raise ImmediateHttpResponse(redirect("settings-security"))


def sign_up(request: HttpRequest, login: SocialLogin) -> None:
    """Give somebody new, whom allauth has just stored, the profile of a sign-up."""
    on = timezone.now().date()
    currency = guesses.currency(request=request, on=on)
    profiles.create(user=login.user, language=guesses.language(), currency=currency)


def of(user: User) -> list[Identity]:
    """Return a person's identities, oldest first, without the password."""
    found = Identity.objects.filter(user=user).exclude(provider=Identity.EMAIL)
    return list(found.order_by("created_at", "id"))


def shown_to(user: User, request: HttpRequest) -> dict[str, Any]:
    """Return what the page about signing in shows: linked accounts by name, and what is not."""
    ways = providers.ways(request)
    linked = [(_name(one.provider, ways), one) for one in of(user)]
    keys = {identity.provider for _name, identity in linked}
    return {"identities": linked, "linkable": [way for way in ways if way.key not in keys]}


def unlink(*, user: User, identity_id: UUID, request: HttpRequest) -> Identity | None:
    """Remove an account elsewhere from a person; return it, None when they have no such one.

    Raises LastIdentity when nothing would be left to sign in with, and for the password.
    """
    with as_login_role(), transaction.atomic():
        person = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
        found = {identity.pk: identity for identity in Identity.objects.filter(user=person)}
        gone = found.pop(identity_id, None)
        if gone is None:
            return None
        if gone.provider == Identity.EMAIL or not _opens(person, found, request):
            raise LastIdentity
        account = SocialAccount.objects.filter(user=person, provider=gone.provider)
        account.filter(uid=gone.provider_id).delete()
        told = {"provider": name_of(gone.provider, request), "account": gone.label}
        mail = "socialaccount/email/account_disconnected"
        get_account_adapter().send_notification_mail(mail, person, told)
    return gone


def name_of(provider: str, request: HttpRequest) -> str:
    """Return how people call a provider or an organisation, also one that is set up no more."""
    return _name(provider, providers.ways(request))


def _name(provider: str, ways: list[providers.Way]) -> str:
    names = providers.NAMES | {way.key: way.name for way in ways}
    return names.get(provider) or apps.name_of(provider) or provider


def came_by_one(request: HttpRequest) -> bool:
    """Return whether somebody is just coming back from a provider."""
    return hasattr(request, _CAME)


def proves_elsewhere(user: Any, request: HttpRequest) -> bool:
    """Return whether somebody has no password and came by a provider; not asked in the CMS."""
    if access.is_cms_request(request) or not isinstance(user, User) or user.has_usable_password():
        return False
    return bool(ways_to_prove(user, request))


def ways_to_prove(user: User, request: HttpRequest) -> list[providers.Way]:
    """Return the providers by which somebody without a password can prove who they are.

    Those of public providers and organisations that tell when they asked: the others show nothing.
    """
    if user.has_usable_password():
        return []
    with as_login_role():
        linked = set(SocialAccount.objects.filter(user=user).values_list("provider", flat=True))
        ways = [way for way in providers.ways(request) if way.tells_when and way.key in linked]
        return [*ways, *organisations.ways(linked)]


def prove_again(request: HttpRequest, login: SocialLogin) -> Any:
    """Return where somebody goes who signed in at their provider once more.

    It is a proof for the person of this session alone, and once the provider shows that it asked.
    """
    asking = request.user if isinstance(request.user, User) else None
    is_theirs = asking is not None and login.is_existing and login.user.pk == asking.pk
    if asking is None or not is_theirs or asking.has_usable_password():
        return redirect("socialaccount_login_error")
    next_url = login.state.get("next") or reverse("settings-security")
    if not freshness.is_shown(login, at=timezone.now()):
        return _prove_otherwise(request, asking, next_url)
    account = login.account
    allauth_compat.note_fresh(request, asking, provider=account.provider, uid=account.uid)
    with as_user(asking):
        response = allauth_compat.resume(request, next_url) or redirect("settings-security")
        return response.render() if hasattr(response, "render") else response


def ways_but_the_provider(user: User, request: HttpRequest) -> list[dict[str, Any]]:
    """Return by what else somebody proves themselves: their factors, or a code by mail."""
    methods = get_account_adapter(request).get_reauthentication_methods(user)
    return [method for method in methods if method["id"] != BY_PROVIDER]


def _prove_otherwise(request: HttpRequest, user: User, next_url: str) -> Any:
    ways = {method["id"] for method in ways_but_the_provider(user, request)}
    if allauth_compat.BY_MAIL in ways:
        messages.info(request, texts.NOT_ASKED_BY_MAIL)
        return redirect_to_login(next_url, resolve_url("reauthenticate-code"))
    messages.info(request, texts.NOT_ASKED)
    return redirect_to_login(next_url, resolve_url("account_reauthenticate"))


def _opens(person: User, left: Mapping[UUID, Identity], request: HttpRequest) -> bool:
    """Return whether a person still gets in: by a password, or a provider that is set up."""
    usable = {way.key for way in providers.ways(request)} | {Identity.EMAIL}
    verified = EmailAddress.objects.filter(user=person, verified=True).exists()
    keys = {identity.provider for identity in left.values()} & usable
    return bool(keys) if verified else bool(keys - {Identity.EMAIL})


def _kept(told: Any) -> dict[str, Any]:
    values = told if isinstance(told, dict) else {}
    kept = {name: _short(values[name]) for name in KEPT if values.get(name) is not None}
    return {name: value for name, value in kept.items() if value is not None}


def _short(value: Any) -> str | bool | int | None:
    if isinstance(value, bool | int):
        return value
    return value.replace("\0", "")[:_LONGEST] if isinstance(value, str) else None


def _is_usable(address: EmailAddress) -> bool:
    try:
        get_account_adapter().clean_email(address.email)
    except ValidationError:
        return False
    return True
