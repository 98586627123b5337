"""Addresses of signing in by an organisation; those of SAML have allauth's names and paths."""

from django.urls import path

from accounts.sso import views

urlpatterns = [
    path("sso/", views.find, name="sso"),
    path("saml/<slug:organization_slug>/login/", views.saml_login, name="saml_login"),
    path("saml/<slug:organization_slug>/acs/", views.saml_acs, name="saml_acs"),
    path(
        "saml/<slug:organization_slug>/acs/finish/", views.saml_finish_acs, name="saml_finish_acs"
    ),
    path("saml/<slug:organization_slug>/metadata/", views.saml_metadata, name="saml_metadata"),
    path("sso/oidc/<slug:resource_id>/login/", views.oidc_login, name="sso-oidc-login"),
    path("sso/oidc/<slug:resource_id>/callback/", views.oidc_callback, name="sso-oidc-callback"),
]
