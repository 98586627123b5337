"""Pages of providers by which one signs in: allauth's flows, each under a rule of ours."""

from allauth.socialaccount import views
from django.urls import path

from accounts.integrations import providers
from accounts.views import identities
from accounts.views.identities import leaving, returning

urlpatterns = [
    path("provider/error/", identities.error, name="socialaccount_login_error"),
    path("provider/cancelled/", identities.cancelled, name="socialaccount_login_cancelled"),
    path("provider/signup/", returning(views.signup), name="socialaccount_signup"),
    path("provider/prove/", identities.prove, name="identity-prove"),
    path("google/login/", leaving(providers.google_login), name="google_login"),
    path("google/login/callback/", returning(providers.google_callback), name="google_callback"),
    path("github/login/", leaving(providers.github_login), name="github_login"),
    path("github/login/callback/", returning(providers.github_callback), name="github_callback"),
    path("discord/login/", leaving(providers.discord_login), name="discord_login"),
    path("discord/login/callback/", returning(providers.discord_callback), name="discord_callback"),
    path("apple/login/", leaving(providers.apple_login), name="apple_login"),
    # Apple's answer is sent by a form on its own page, without our cookies: kept, then read
    path("apple/login/callback/", returning(identities.apple_form), name="apple_callback"),
    path(
        "apple/login/callback/finish/",
        returning(providers.apple_finish),
        name="apple_finish_callback",
    ),
    path(
        "oidc/<slug:provider_id>/login/",
        leaving(providers.oidc_login),
        name="openid_connect_login",
    ),
    path(
        "oidc/<slug:provider_id>/login/callback/",
        returning(providers.oidc_callback),
        name="openid_connect_callback",
    ),
]
