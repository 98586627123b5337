"""What there is to achieve, and what one has: /api/v1/points/achievements/."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from gamification.api.base import RewardView
from gamification.selectors import achievements


class FeatSerializer(serializers.Serializer[Any]):
    """An achievement; `achieved_at` is null until it is one's own."""

    code = serializers.CharField(source="achievement.code")
    title = serializers.CharField()
    text = serializers.CharField(help_text="What it takes, for people.")
    points = serializers.IntegerField(source="achievement.points")
    achieved_at = serializers.DateTimeField(source="at", allow_null=True)


class AchievementsView(RewardView):
    """Achievements."""

    @extend_schema(responses=FeatSerializer(many=True), operation_id="achievements_list")
    def get(self, request: Request) -> Response:
        """Return all there are, one's own first."""
        return Response(FeatSerializer(achievements.feats(user=self.person), many=True).data)
