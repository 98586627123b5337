"""The REST API of one's own account, under /api/v1/."""

from django.urls import path

from accounts.api import MeView
from accounts.api_identities import IdentityListView, IdentityView
from accounts.api_sessions import SessionListView, SessionView

urlpatterns = [
    path("me/", MeView.as_view(), name="me"),
    path("sessions/", SessionListView.as_view(), name="sessions"),
    path("sessions/<uuid:session_id>/", SessionView.as_view(), name="session"),
    path("identities/", IdentityListView.as_view(), name="identities"),
    path("identities/<uuid:identity_id>/", IdentityView.as_view(), name="identity"),
]
