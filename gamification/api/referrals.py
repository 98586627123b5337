"""One's own link, and what came of it: /api/v1/points/referrals/."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import NotDemo
from gamification.api.base import RewardView
from gamification.links import of_code
from gamification.selectors import referrals as selected
from gamification.services import referrals


class ReferralsSerializer(serializers.Serializer[Any]):
    """The link, and how many came by it; nothing says who."""

    url = serializers.CharField()
    signed_up = serializers.IntegerField(source="brought.signed_up")
    begun = serializers.IntegerField(
        source="brought.begun", help_text="Of those: address proven, and a first act done."
    )
    stay = serializers.IntegerField(
        source="brought.stay", help_text="Of those: five check-ins in their first thirty days."
    )


class ReferralsView(RewardView):
    """Bringing friends."""

    permission_classes = (*RewardView.permission_classes, NotDemo)

    @extend_schema(responses=ReferralsSerializer, operation_id="referrals_read")
    def get(self, request: Request) -> Response:
        """Return the link and its numbers."""
        code = referrals.code_of(user=self.person, at=timezone.now())
        shown = {"url": of_code(code), "brought": selected.brought(user=self.person)}
        return Response(ReferralsSerializer(shown).data)
