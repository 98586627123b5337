"""Pages of a person's account, before allauth's own."""

from allauth.account import views as allauth_views
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.cache import never_cache

from accounts.keys import views as keys
from accounts.views import (
    email_change,
    identities,
    keep,
    lost,
    magic,
    more,
    reauthentication,
    settings,
    sign_ins,
)
from accounts.views.guards import (
    freshly_proven,
    not_for_demo,
    person_of_the_link,
    signed_in,
    stepped_up,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("accounts.tokens.urls")),
    path("settings/", settings.profile, name="settings-profile"),
    path("settings/security/", settings.security, name="settings-security"),
    path("settings/security/others/", settings.sign_out_others, name="settings-sign-out-others"),
    path(
        "settings/security/sessions/<uuid:session_id>/end/",
        settings.end_session,
        name="settings-end-session",
    ),
    path("settings/security/tokens/", keys.page, name="personal-tokens"),
    path("settings/security/tokens/<uuid:token_id>/end/", keys.end, name="personal-token-end"),
    path("settings/security/sign-ins/", sign_ins.sign_ins, name="settings-sign-ins"),
    path("settings/data/", settings.data, name="settings-data"),
    path("settings/data/", include("accounts.leaving.urls")),
    path("settings/data/clear/", settings.clear_sample, name="demo-clear"),
    path("demo/keep/", keep.keep, name="demo-keep"),
    path("more/", more.more, name="more"),
    path("language/", settings.language, name="set_language"),
    path("settings/security/", settings.security, name="mfa_index"),
    path("accounts/2fa/", include("accounts.factor_urls")),
    path("accounts/2fa/lost/back/", lost.take_back_own, name="settings-cancel-reset"),
    path("accounts/2fa/lost/<str:token>/", lost.take_back, name="mfa_reset_cancel"),
    path("accounts/login/link/", magic.ask, name="magic-link"),
    path("accounts/login/link/sent/", magic.sent, name="magic-link-sent"),
    path(
        "accounts/login/link/<str:key>/",
        person_of_the_link(magic.open_link),
        name="magic-link-open",
    ),
    path(
        "accounts/reauthenticate/code/",
        signed_in(reauthentication.CodeView.as_view()),
        name="reauthenticate-code",
    ),
    path(
        "accounts/email/agree/<str:key>/",
        person_of_the_link(email_change.agree),
        name="email-change-agree",
    ),
    path("accounts/email/change/cancel/", email_change.cancel, name="email-change-cancel"),
    path(
        "accounts/email/change/factor/",
        email_change.agree_by_factor,
        name="email-change-factor",
    ),
    path("settings/security/", settings.security, name="socialaccount_connections"),
    path(
        "settings/security/identities/<uuid:identity_id>/unlink/",
        identities.unlink,
        name="identity-unlink",
    ),
    path("accounts/", include("accounts.identity_urls")),
    path("accounts/", include("accounts.sso.urls")),
    # allauth's pages with a condition of ours; they keep their names
    path(
        "accounts/email/",
        not_for_demo(stepped_up(email_change.ChangeView.as_view())),
        name="account_email",
    ),
    path(
        "accounts/password/change/",
        not_for_demo(stepped_up(allauth_views.password_change)),
        name="account_change_password",
    ),
    path(
        "accounts/password/set/",
        signed_in(not_for_demo(stepped_up(freshly_proven(allauth_views.password_set)))),
        name="account_set_password",
    ),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        never_cache(person_of_the_link(allauth_views.password_reset_from_key)),
        name="account_reset_password_from_key",
    ),
]
