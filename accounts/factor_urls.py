"""Pages of second factors: allauth's, each under a rule of ours. For the app and for the CMS."""

from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path
from django.views.decorators.cache import never_cache

from accounts.views import codes as codes_sent
from accounts.views import enrolment, factors, lost, passkeys
from accounts.views.guards import (
    View,
    by_login_role,
    not_for_demo,
    signed_in,
    stepped_up,
)


def _change(view: View) -> View:
    """Return a page that changes factors: not for demos, and only for who proved theirs."""
    return never_cache(signed_in(not_for_demo(stepped_up(by_login_role(view)))))


urlpatterns = [
    path("authenticate/", codes_sent.authenticate, name="mfa_authenticate"),
    path(
        "reauthenticate/",
        signed_in(by_login_role(codes_sent.reauthenticate)),
        name="mfa_reauthenticate",
    ),
    path("send/", codes_sent.send, name="mfa_send_code"),
    path("code/", codes_sent.code, name="mfa_code"),
    path("lost/", lost.lost, name="mfa_lost"),
    path("phone/add/", _change(enrolment.add_phone), name="mfa_add_phone"),
    path("email/add/", _change(enrolment.add_email), name="mfa_add_email"),
    path("confirm/", _change(enrolment.confirm), name="mfa_confirm_factor"),
    path("remove/<uuid:factor_id>/", _change(enrolment.remove), name="mfa_remove_factor"),
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
