"""The REST API of where one is signed in: /api/v1/sessions/."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import selectors
from accounts.models import AmrClaim, AuthSession, User
from accounts.permissions import SteppedUp
from accounts.services import sessions


class ProofSerializer(serializers.Serializer[AmrClaim]):
    """A method by which a session was proven, and when last, in GoTrue's words."""

    method = serializers.CharField(read_only=True)
    timestamp = serializers.SerializerMethodField(help_text="Seconds since 1970.")

    def get_timestamp(self, claim: AmrClaim) -> int:
        """Return when it was proven last."""
        return int(claim.updated_at.timestamp())


class SessionSerializer(serializers.ModelSerializer[AuthSession]):
    """One session; `is_current` is the one that asks. Times are UTC."""

    device = serializers.CharField(read_only=True, help_text="Browser and system, for people.")
    aal = serializers.ChoiceField(("aal1", "aal2"), read_only=True, help_text="Assurance level.")
    amr = serializers.SerializerMethodField(help_text="What it was proven by, the latest first.")
    ends_at = serializers.DateTimeField(
        source="until", read_only=True, allow_null=True, help_text="At the latest; null: no limit."
    )
    is_current = serializers.SerializerMethodField()

    class Meta:
        model = AuthSession
        fields = (
            "id",
            "device",
            "ip",
            "user_agent",
            "aal",
            "amr",
            "created_at",
            "refreshed_at",
            "ends_at",
            "is_current",
        )
        read_only_fields = fields

    @extend_schema_field(ProofSerializer(many=True))
    def get_amr(self, session: AuthSession) -> Any:
        """Return the proofs of the session."""
        return [ProofSerializer(claim).data for claim in session.newest_proofs]

    def get_is_current(self, session: AuthSession) -> bool:
        """Return whether this is the session of the request."""
        asking: AuthSession | None = self.context["request"].user.auth_session
        return asking is not None and session.pk == asking.pk


class SessionListView(APIView):
    """Where one is signed in."""

    @extend_schema(responses=SessionSerializer(many=True), operation_id="sessions_list")
    def get(self, request: Request) -> Response:
        """Return the sessions that have not ended, the one that asks first."""
        found = selectors.sessions(user=_person(request), at=_now())
        return Response(SessionSerializer(found, many=True, context={"request": request}).data)


class OtherSessionsView(APIView):
    """Where else one is signed in."""

    permission_classes = (*APIView.permission_classes, SteppedUp)

    @extend_schema(responses={204: None}, operation_id="sessions_end_others")
    def delete(self, request: Request) -> Response:
        """End every session but the one that asks."""
        user = _person(request)
        keep = user.auth_session.pk if user.auth_session else None
        sessions.end_others(user=user, keep=keep)
        return Response(status=status.HTTP_204_NO_CONTENT)


class _SteppedUpForOthers(SteppedUp):
    """Ask for the second factor, but not of who signs themselves out."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        asking: AuthSession | None = request.user.auth_session  # type: ignore[union-attr]
        is_own = asking is not None and asking.pk == view.kwargs["session_id"]
        return is_own or super().has_permission(request, view)


class SessionView(APIView):
    """One session."""

    permission_classes = (*APIView.permission_classes, _SteppedUpForOthers)

    @extend_schema(responses={204: None}, operation_id="sessions_end")
    def delete(self, request: Request, session_id: UUID) -> Response:
        """End it. Raises NotFound when one has no such session."""
        if not sessions.end(user=_person(request), session_id=session_id):
            raise NotFound
        return Response(status=status.HTTP_204_NO_CONTENT)


def _person(request: Request) -> User:
    user: Any = request.user
    return user  # type: ignore[no-any-return]


def _now() -> datetime:
    return timezone.now()
