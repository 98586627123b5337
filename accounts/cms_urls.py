"""What the CMS's host needs of ours: its staff prove a second factor there."""

from allauth.account import views as allauth_views
from django.urls import include, path, reverse_lazy
from django.views.generic import RedirectView

urlpatterns = [
    path("2fa/", RedirectView.as_view(url=reverse_lazy("admin:index")), name="mfa_index"),
    path("2fa/", include("accounts.factor_urls")),
    path("reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
]
