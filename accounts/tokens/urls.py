"""Where programs sign in and exchange their tokens, and where others find our public keys."""

from django.urls import include, path

from accounts.tokens import views

urlpatterns = [
    path(".well-known/jwks.json", views.jwks, name="jwks"),
    path("_allauth/", include("accounts.tokens.headless_urls")),
]
