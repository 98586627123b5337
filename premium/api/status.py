"""The REST API of one's own premium: /api/v1/premium/. Reading only."""

from typing import Any, ClassVar, cast

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.permissions import WithinScope
from premium.models import Feature, Grant
from premium.selectors import status


class ShareSerializer(serializers.Serializer[Any]):
    """How much of the time ahead comes from where."""

    source = serializers.ChoiceField(  # type: ignore[assignment]  # a field of that name
        choices=Grant.Source.choices
    )
    seconds = serializers.IntegerField()


class LimitSerializer(serializers.ModelSerializer[Feature]):
    """A limit: for everybody, with premium (null: none), and the one that holds now."""

    limit = serializers.SerializerMethodField(help_text="What holds now; null for no limit.")

    class Meta:
        model = Feature
        fields = ("code", "free_limit", "premium_limit", "limit")

    def get_limit(self, feature: Feature) -> int | None:
        """Return what holds now."""
        is_premium = self.context["is_premium"]
        return feature.premium_limit if is_premium else feature.free_limit


class PremiumSerializer(serializers.Serializer[Any]):
    """What one has now. Times are UTC."""

    state = serializers.ChoiceField(choices=[state.value for state in status.State])
    is_active = serializers.BooleanField(help_text="Whether limits are lifted.")
    plan_type = serializers.CharField(allow_blank=True)
    source = serializers.CharField(  # type: ignore[assignment]  # a field of that name
        allow_blank=True
    )
    premium_expires_at = serializers.DateTimeField(
        allow_null=True, help_text="Null where there never was any, and for a lifetime."
    )
    grace_ends_at = serializers.DateTimeField(allow_null=True)
    shares = ShareSerializer(many=True)
    limits = LimitSerializer(many=True)


class GrantSerializer(serializers.ModelSerializer[Grant]):
    """Something one was granted. Times are UTC."""

    class Meta:
        model = Grant
        fields = (
            "id", "kind", "source", "plan_type", "granted_at", "starts_at", "ends_at", "seconds",
            "suspended_at", "revoked_at",
        )  # fmt: skip


class PremiumView(APIView):
    """One's own premium."""

    permission_classes = (IsAuthenticated, WithinScope)
    area: ClassVar = "premium"

    @extend_schema(responses=PremiumSerializer, operation_id="premium_status")
    def get(self, request: Request) -> Response:
        """Return what one has now, where it comes from, and the limits that hold."""
        standing = status.standing(status.grants(_person(request)), at=timezone.now())
        found = standing.found
        context = {"is_premium": found.is_active}
        limits = LimitSerializer(Feature.objects.all(), many=True, context=context)
        shares = [
            {"source": one.source, "seconds": one.left.total_seconds()} for one in found.shares
        ]
        body = {
            "state": standing.state,
            "is_active": found.is_active,
            "plan_type": found.plan_type,
            "source": found.source,
            "premium_expires_at": found.expires_at,
            "grace_ends_at": found.grace_ends_at,
            "shares": shares,
        }
        return Response({**PremiumSerializer({**body, "limits": []}).data, "limits": limits.data})


class GrantListView(APIView):
    """What one was granted."""

    permission_classes = (IsAuthenticated, WithinScope)
    area: ClassVar = "premium"

    @extend_schema(responses=GrantSerializer(many=True), operation_id="premium_grants_list")
    def get(self, request: Request) -> Response:
        """Return every grant, the latest first."""
        return Response(GrantSerializer(status.grants(_person(request)), many=True).data)


def _person(request: Request) -> User:
    return cast("User", request.user)
