"""Google, Apple and any provider of OpenID Connect, with the checks that stock allauth leaves out.

GitHub and Discord speak plain OAuth 2 and say who somebody is only when asked: theirs are stock.
"""

from collections.abc import Mapping
from typing import Any, Final

from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.apple.client import AppleOAuth2Client
from allauth.socialaccount.providers.apple.provider import AppleProvider
from allauth.socialaccount.providers.apple.views import AppleOAuth2Adapter
from allauth.socialaccount.providers.discord.views import DiscordOAuth2Adapter
from allauth.socialaccount.providers.github.views import GitHubOAuth2Adapter
from allauth.socialaccount.providers.google.provider import GoogleProvider
from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.integrations import freshness, id_tokens
from accounts.integrations.id_tokens import nonce_of, verified

WELL_KNOWN: Final = "/.well-known/openid-configuration"
ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")
# Where allauth looks for a person before it reads the claims themselves, whoever wrote it there.
_NESTS: Final = {"userinfo", "id_token"}


class NonceClient(OAuth2Client):  # type: ignore[misc]
    """Asks for a token that is made for this sign-in alone."""

    def get_redirect_url(
        self, authorization_url: str, scope: list[str], extra_params: dict[str, str]
    ) -> str:
        """Return where the browser goes."""
        params = {**extra_params, "nonce": nonce_of(str(self.state))}
        url: str = super().get_redirect_url(authorization_url, scope, params)
        return url


class AppleClient(NonceClient, AppleOAuth2Client):  # type: ignore[misc]
    """The same, in Apple's dialect."""


class GoogleAdapter(GoogleOAuth2Adapter):  # type: ignore[misc]
    """Google, whose word counts only when it is signed."""

    client_class = NonceClient
    keys_url = "https://www.googleapis.com/oauth2/v3/certs"

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Return who came. Raises OAuth2Error."""
        claims = verified(
            kwargs["response"].get("id_token"),
            keys_url=self.keys_url,
            issuer=self.id_token_issuer,
            audience=app.client_id,
            nonce=_nonce(request),
        )
        return _told(self, request, claims)


class AppleAdapter(AppleOAuth2Adapter):  # type: ignore[misc]
    """Apple, which tells the name once and beside the signed token."""

    client_class = AppleClient
    issuer = "https://appleid.apple.com"

    def get_user_scope_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return what the browser brought along; it is anybody's word."""
        found: Any = super().get_user_scope_data(request)
        return {"name": found.get("name")} if isinstance(found, dict) else {}

    def parse_token(self, data: Mapping[str, Any]) -> SocialToken:
        """Return the token, with what it claims. Raises OAuth2Error."""
        provider = self.get_provider()
        claims = verified(
            data.get("id_token"),
            keys_url=self.public_key_url,
            issuer=self.issuer,
            audience=provider.get_auds()[0],
            nonce=_nonce(self.request),
        )
        token = SocialToken(token=data["access_token"])
        token.user_data = {"name": data.get("name"), **claims}
        return token

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Return who came."""
        login = super().complete_login(request, app, token, **kwargs)
        freshness.note_asked(login, token.user_data)
        return login


class OIDCAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Any provider of OpenID Connect; it is who its configured address says, not who it says."""

    client_class = NonceClient

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return the provider's document about itself. Raises OAuth2Error for another's."""
        if not hasattr(self, "_openid_config"):
            provider = self.get_provider()
            found = dict(id_tokens.document(provider.server_url))
            self.judge(found, provider.app.settings["server_url"])
            self._openid_config = found
        config: dict[str, Any] = self._openid_config
        return config

    def judge(self, found: Mapping[str, Any], address: str) -> None:
        """Refuse a document that is not of the provider at an address. Raises OAuth2Error."""
        judge(found, address)

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Return who came. Raises OAuth2Error."""
        claims = verified(
            kwargs["response"].get("id_token"),
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            nonce=_nonce(request),
        )
        if "email" not in claims and "userinfo_endpoint" in self.openid_config:
            more = dict(id_tokens.document(self.profile_url, access_token=token.token))
            if more.get("sub") != claims["sub"]:
                raise OAuth2Error("userinfo is about somebody else")
            claims.pop("email_verified", None)  # was said of no address
            more.pop("auth_time", None)  # counts where it is signed
            claims = {**more, **claims}
        return _told(self, request, claims)


def judge(found: Mapping[str, Any], address: str) -> None:
    """Refuse a document that is not of the provider at an address. Raises OAuth2Error."""
    if found.get("issuer") != issuer_of(found, address):
        raise OAuth2Error(f"names the issuer {found.get('issuer')}")
    for name in ENDPOINTS:
        if not isinstance(found.get(name), str):
            raise OAuth2Error(f"has no {name}")


def issuer_of(document: Mapping[str, Any], address: str) -> str:
    """Return the issuer a provider at an address must name; a slash at its end is left to it."""
    base = address.partition("/.well-known/")[0].rstrip("/")
    named = str(document.get("issuer", ""))
    return f"{base}/" if named.endswith("/") else base


def _told(adapter: Any, request: HttpRequest, claims: dict[str, Any]) -> SocialLogin:
    flat = {name: value for name, value in claims.items() if name not in _NESTS}
    login = adapter.get_provider().sociallogin_from_response(request, flat)
    if login.account.uid != claims["sub"]:
        raise OAuth2Error("somebody else than the token names")
    freshness.note_asked(login, claims)
    return login


def _nonce(request: HttpRequest) -> str:
    return nonce_of(request.GET.get("state", ""))


def install() -> None:
    """Have allauth's providers begin with our adapters, as our addresses end with them."""
    GoogleProvider.oauth2_adapter_class = GoogleAdapter
    AppleProvider.oauth2_adapter_class = AppleAdapter
    OpenIDConnectProvider.oauth2_adapter_class = OIDCAdapter


google_login = OAuth2LoginView.adapter_view(GoogleAdapter)
google_callback = OAuth2CallbackView.adapter_view(GoogleAdapter)
apple_login = OAuth2LoginView.adapter_view(AppleAdapter)
apple_finish = OAuth2CallbackView.adapter_view(AppleAdapter)
github_login = OAuth2LoginView.adapter_view(GitHubOAuth2Adapter)
github_callback = OAuth2CallbackView.adapter_view(GitHubOAuth2Adapter)
discord_login = OAuth2LoginView.adapter_view(DiscordOAuth2Adapter)
discord_callback = OAuth2CallbackView.adapter_view(DiscordOAuth2Adapter)


def oidc_login(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Begin at a provider. Raises SocialApp.DoesNotExist."""
    view = OAuth2LoginView.adapter_view(OIDCAdapter(request, provider_id))
    response: HttpResponseBase = view(request)
    return response


def oidc_callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Come back from a provider. Raises SocialApp.DoesNotExist."""
    view = OAuth2CallbackView.adapter_view(OIDCAdapter(request, provider_id))
    response: HttpResponseBase = view(request)
    return response
