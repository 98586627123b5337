"""allauth's addresses for programs, each under a rule of ours. What is in no list is not served."""

from collections.abc import Iterator
from typing import Any, Final

from allauth.headless.constants import Client
from allauth.headless.urls import build_urlpatterns
from django.urls import URLPattern, URLResolver, path, re_path

from accounts.tokens import codes, factors, guards, views
from accounts.tokens.document import NOTHING

RULES: Final[dict[str, guards.Rule]] = {
    # who finds out who asks
    "v1/config": guards.anybody,
    "v1/auth/session": guards.anybody,
    "v1/auth/login": guards.anybody,
    "v1/auth/signup": guards.anybody,
    "v1/auth/email/verify": guards.anybody,
    "v1/auth/email/verify/resend": guards.anybody,
    "v1/auth/password/request": guards.anybody,
    "v1/auth/password/reset": guards.anybody,
    "v1/auth/code/request": guards.anybody,
    "v1/auth/code/confirm": guards.anybody,
    "v1/auth/code/resend": guards.anybody,
    "v1/auth/2fa/authenticate": guards.anybody,
    "v1/auth/webauthn/authenticate": guards.anybody,
    "v1/auth/webauthn/login": guards.anybody,
    "v1/tokens/refresh": guards.anybody,
    # who signs in, or proves themselves once more
    "v1/auth/2fa/send": guards.anybody,
    "v1/auth/2fa/code": guards.anybody,
    # who proves themselves once more
    "v1/auth/reauthenticate": guards.oneself,
    "v1/auth/2fa/reauthenticate": guards.by_login_role,
    "v1/auth/webauthn/reauthenticate": guards.by_login_role,
    # who changes how they sign in
    "v1/account/password/change": guards.own_change,
    "v1/account/email": guards.own_change,
    "v1/account/authenticators": guards.oneself,
    "v1/account/authenticators/totp": guards.factor_change,
    "v1/account/authenticators/recovery-codes": guards.factor_change,
    "v1/account/authenticators/webauthn": guards.factor_change,
}
# Signing in by telephone number is off. Accounts elsewhere are linked on pages alone.
NOT_SERVED: Final = {
    "v1/account/phone",
    "v1/auth/phone/verify",
    "v1/auth/phone/verify/resend",
    "v1/account/providers",
    "v1/auth/provider/signup",
    "v1/auth/provider/redirect",
    "v1/auth/provider/token",
}
OURS: Final[dict[str, Any]] = {
    "v1/config": views.ConfigView,
    "v1/auth/signup": views.SignUpView,
    "v1/auth/2fa/authenticate": factors.CodeView,
    "v1/auth/2fa/reauthenticate": factors.ProvingCodeView,
    "v1/auth/webauthn/authenticate": factors.SecondStepView,
    "v1/auth/webauthn/reauthenticate": factors.ProvingPasskeyView,
    "v1/auth/webauthn/login": factors.SignInView,
    "v1/account/authenticators/totp": factors.AppView,
    "v1/account/authenticators/webauthn": factors.PasskeysView,
    "v1/tokens/refresh": views.RefreshView,
}

# Beside allauth's: codes that are sent to a phone or a mailbox.
ADDED: Final[dict[str, Any]] = {
    "v1/auth/2fa/send": codes.SendView,
    "v1/auth/2fa/code": codes.CodeView,
}


def stock(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Yield the addresses that allauth has under the settings, with their routes."""
    for found in build_urlpatterns(Client.APP) if patterns is None else patterns:
        route = f"{prefix}{found.pattern}"
        if isinstance(found, URLResolver):
            yield from stock(found.url_patterns, route)
        else:
            yield route, found


def _views() -> Iterator[tuple[str, Any]]:
    for route, found in stock():
        callback: Any = found.callback
        if route in RULES:
            yield route, OURS.get(route, callback.view_class)
    yield from ADDED.items()


def _guarded(route: str, view_class: Any) -> URLPattern:
    view = view_class.as_view(client=Client.APP)
    name = route.removeprefix("v1/").replace("/", "-")
    guarded: URLPattern = path(
        f"app/{route}", guards.under(RULES[route], view), name=f"program-{name}"
    )
    return guarded


app_name = "headless"
urlpatterns: list[URLPattern | URLResolver] = [
    *[_guarded(route, view_class) for route, view_class in _views()],
    # By its name allauth finds out where the addresses of its document begin.
    path("openapi.json", views.document, name="openapi_yaml"),
    re_path("", guards.nothing_here, name=NOTHING),
]
