"""Pages of second factors: allauth's, each under a rule of ours. For the app and for the CMS."""

from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path
from django.views.decorators.cache import never_cache

from accounts.views.guards import View, by_login_role, not_for_demo, signed_in, stepped_up


def _change(view: View) -> View:
    """Return a page that changes factors: not for demos, and only for who proved theirs."""
    return never_cache(signed_in(not_for_demo(stepped_up(by_login_role(view)))))


urlpatterns = [
    path("authenticate/", base.authenticate, name="mfa_authenticate"),
    path(
        "reauthenticate/",
        signed_in(by_login_role(base.reauthenticate)),
        name="mfa_reauthenticate",
    ),
    path("totp/activate/", _change(totp.activate_totp), name="mfa_activate_totp"),
    path("totp/deactivate/", _change(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("recovery-codes/", _change(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "recovery-codes/generate/",
        _change(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
]
