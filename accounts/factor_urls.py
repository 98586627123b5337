"""Pages of second factors: allauth's, each under a rule of ours. For the app and for the CMS."""

from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path
from django.views.decorators.cache import never_cache

from accounts.views import factors, passkeys
from accounts.views.guards import (
    View,
    by_login_role,
    known_lately,
    not_for_demo,
    signed_in,
    stepped_up,
)


def _change(view: View) -> View:
    """Return a page that changes factors: not for demos, and only for who proved theirs."""
    return never_cache(signed_in(not_for_demo(stepped_up(known_lately(by_login_role(view))))))


urlpatterns = [
    path("authenticate/", base.authenticate, name="mfa_authenticate"),
    path(
        "reauthenticate/",
        signed_in(by_login_role(base.reauthenticate)),
        name="mfa_reauthenticate",
    ),
    path(
        "reauthenticate/passkey/",
        signed_in(by_login_role(passkeys.prove)),
        name="mfa_reauthenticate_webauthn",
    ),
    path("passkeys/sign-in/", never_cache(passkeys.sign_in), name="mfa_login_webauthn"),
    path("passkeys/add/", _change(passkeys.add), name="mfa_add_webauthn"),
    path("factors/<uuid:factor_id>/", _change(factors.change), name="factor"),
    path("factors/<uuid:factor_id>/remove/", _change(factors.remove), name="factor-remove"),
    path("totp/activate/", _change(totp.activate_totp), name="mfa_activate_totp"),
    path("totp/deactivate/", _change(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("recovery-codes/", _change(factors.show_codes), name="mfa_view_recovery_codes"),
    path(
        "recovery-codes/generate/",
        _change(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
]
