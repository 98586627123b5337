"""The REST API of one's own account, under /api/v1/."""

from django.urls import path

from accounts.api import MeView
from accounts.api_factors import FactorListView, FactorView
from accounts.api_sessions import SessionListView, SessionView
from accounts.keys.api import TokenListView, TokenView

urlpatterns = [
    path("tokens/", TokenListView.as_view(), name="tokens"),
    path("tokens/<uuid:token_id>/", TokenView.as_view(), name="token"),
    path("factors/", FactorListView.as_view(), name="factors"),
    path("factors/<uuid:factor_id>/", FactorView.as_view(), name="api-factor"),
    path("me/", MeView.as_view(), name="me"),
    path("sessions/", SessionListView.as_view(), name="sessions"),
    path("sessions/<uuid:session_id>/", SessionView.as_view(), name="session"),
]
