"""The REST API of one's own account, under /api/v1/."""

from django.urls import path

from accounts.api import codes
from accounts.api.factors import FactorListView, FactorView
from accounts.api.identities import IdentityListView, IdentityView
from accounts.api.me import MeView, PaletteListView
from accounts.api.sessions import OtherSessionsView, SessionListView, SessionView
from accounts.api.sign_ins import SignInListView
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
    path("factors/", FactorListView.as_view(), name="factors"),
    path("factors/<uuid:factor_id>/", FactorView.as_view(), name="api-factor"),
    path("me/", MeView.as_view(), name="me"),
    path("me/palettes/", PaletteListView.as_view(), name="palettes"),
    path("factors/phone/", codes.AddPhoneView.as_view(), name="factor-phone"),
    path("factors/email/", codes.AddMailboxView.as_view(), name="factor-email"),
    *(
        path(
            f"factors/{kind}/{step}/",
            view.as_view(kind=kind),
            name=f"factor-{kind}-{step}",
        )
        for kind in ("phone", "email")
        for step, view in (
            ("challenge", codes.ChallengeView),
            ("verify", codes.VerifyView),
        )
    ),
    path("sessions/", SessionListView.as_view(), name="sessions"),
    path("sessions/others/", OtherSessionsView.as_view(), name="sessions-others"),
    path("sessions/<uuid:session_id>/", SessionView.as_view(), name="session"),
    path("sign-ins/", SignInListView.as_view(), name="sign-ins"),
    path("identities/", IdentityListView.as_view(), name="identities"),
    path("identities/<uuid:identity_id>/", IdentityView.as_view(), name="identity"),
]
