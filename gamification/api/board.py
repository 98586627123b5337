"""The leaderboard, and one's own place on it: /api/v1/points/leaderboard/."""

from typing import Any

from django.core.exceptions import ValidationError as Refused
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.strict import Strict, read
from accounts.permissions import NotDemo
from gamification.api.base import RewardView
from gamification.models import LeaderboardRow
from gamification.models.board import LONGEST, SHORTEST
from gamification.selectors import board as selected
from gamification.services import board


class BoardQuery(Strict):
    """Which board, and from where on."""

    board = serializers.ChoiceField(choices=["all", "month"], required=False, default="all")
    cursor = serializers.CharField(
        required=False,
        default="",
        max_length=selected.CURSOR,
        help_text="`next` of the page before.",
    )
    size = serializers.IntegerField(required=False, min_value=1, max_value=200, default=100)


class PlaceSerializer(serializers.Serializer[Any]):
    """One place: nothing in it says who it is."""

    rank = serializers.IntegerField(help_text="The same for as many points.")
    pseudonym = serializers.CharField()
    points = serializers.IntegerField()
    tier = serializers.CharField()
    is_own = serializers.BooleanField()


class BoardSerializer(serializers.Serializer[Any]):
    """A page of the board; `own` is null for who has not joined, or has no points on it."""

    results = PlaceSerializer(source="places", many=True)
    own = PlaceSerializer(allow_null=True)
    next = serializers.CharField(help_text="Empty at the end.")


class MembershipInput(Strict):
    """The name to stand there under."""

    pseudonym = serializers.CharField(min_length=SHORTEST, max_length=LONGEST)


class MembershipSerializer(serializers.Serializer[Any]):
    """The name one stands there under."""

    pseudonym = serializers.CharField()
    joined_at = serializers.DateTimeField()


class LeaderboardView(RewardView):
    """Who joined, by points."""

    @extend_schema(
        parameters=[BoardQuery], responses=BoardSerializer, operation_id="leaderboard_read"
    )
    def get(self, request: Request) -> Response:
        """Return a page of the board of all time, or of this month (UTC)."""
        asked = read(BoardQuery(data=request.query_params.dict()))
        is_month = asked["board"] == "month"
        found = selected.page(
            user=self.person,
            board=board.month_of(timezone.now()) if is_month else LeaderboardRow.ALL_TIME,
            after=asked["cursor"],
            size=asked["size"],
        )
        return Response(BoardSerializer(found).data)


class MembershipView(RewardView):
    """Being on the leaderboard, or not."""

    permission_classes = (*RewardView.permission_classes, NotDemo)

    @extend_schema(
        request=MembershipInput, responses=MembershipSerializer, operation_id="leaderboard_join"
    )
    def put(self, request: Request) -> Response:
        """Join under a pseudonym, or change it."""
        sent = read(MembershipInput(data=request.data))
        try:
            member = board.join(user=self.person, at=timezone.now(), **sent)
        except Refused as error:
            raise ValidationError({"pseudonym": error.messages}) from error
        return Response(MembershipSerializer(member).data)

    @extend_schema(responses={204: None}, operation_id="leaderboard_leave")
    def delete(self, request: Request) -> Response:
        """Leave; who is not on it has left already."""
        board.leave(user=self.person)
        return Response(status=204)
