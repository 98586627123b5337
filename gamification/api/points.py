"""Points, their history, the check-in and the switches: /api/v1/points/."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.strict import read
from gamification.api.base import RewardView
from gamification.api.serializers import (
    CheckInSerializer,
    HistoryPageSerializer,
    HistoryQuery,
    PointsSerializer,
    PreferenceInput,
    PreferenceSerializer,
)
from gamification.selectors import history, rewards
from gamification.services import checkins, preferences


class PointsView(RewardView):
    """Where one stands."""

    @extend_schema(responses=PointsSerializer, operation_id="points_read")
    def get(self, request: Request) -> Response:
        """Return points, tier, what is next, and the days in a row."""
        shown: dict[str, Any] = {
            "standing": rewards.standing(user=self.person),
            "habit": rewards.habit(user=self.person, at=timezone.now()),
        }
        return Response(PointsSerializer(shown).data)


class HistoryView(RewardView):
    """Every entry of one's points."""

    @extend_schema(
        parameters=[HistoryQuery],
        responses=HistoryPageSerializer,
        operation_id="points_history",
    )
    def get(self, request: Request) -> Response:
        """Return a page of entries, the latest first."""
        asked = read(HistoryQuery(data=request.query_params.dict()))
        found = history.page(user=self.person, after=asked["cursor"], size=asked["size"])
        return Response(HistoryPageSerializer(found).data)


class CheckInView(RewardView):
    """The check-in of today."""

    @extend_schema(
        request=None,
        responses={
            200: CheckInSerializer,
            409: OpenApiResponse(description="It is too soon, or rewards are switched off."),
        },
        operation_id="points_check_in",
    )
    def post(self, request: Request) -> Response:
        """Check in for today; a second time is no harm, and brings nothing."""
        done = checkins.check_in(person_id=self.person.pk, at=timezone.now())
        return Response(CheckInSerializer(done).data)


class PreferenceView(RewardView):
    """Whether one takes part, and is told."""

    @extend_schema(responses=PreferenceSerializer, operation_id="points_preferences_read")
    def get(self, request: Request) -> Response:
        """Return what one chose."""
        return Response(PreferenceSerializer(rewards.preference(user=self.person)).data)

    @extend_schema(
        request=PreferenceInput,
        responses=PreferenceSerializer,
        operation_id="points_preferences_change",
    )
    def patch(self, request: Request) -> Response:
        """Change what was sent, and nothing else."""
        sent = read(PreferenceInput(data=request.data))
        if sent:
            preferences.change(user=self.person, **sent)
        return Response(PreferenceSerializer(rewards.preference(user=self.person)).data)
