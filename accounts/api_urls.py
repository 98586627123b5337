"""The REST API of one's own account, under /api/v1/."""

from django.urls import path

from accounts.api import MeView
from accounts.api_sessions import SessionListView, SessionView
from accounts.keys.api import TokenListView, TokenView
from accounts.leaving.api import DeletionView, EverythingFileView, EverythingView

urlpatterns = [
    path("tokens/", TokenListView.as_view(), name="tokens"),
    path("tokens/<uuid:token_id>/", TokenView.as_view(), name="token"),
    path("me/deletion/", DeletionView.as_view(), name="deletion"),
    path("exports/everything/", EverythingView.as_view(), name="exports-everything"),
    path(
        "exports/everything/<uuid:export_id>/file/",
        EverythingFileView.as_view(),
        name="exports-everything-file",
    ),
    path("me/", MeView.as_view(), name="me"),
    path("sessions/", SessionListView.as_view(), name="sessions"),
    path("sessions/<uuid:session_id>/", SessionView.as_view(), name="session"),
]
