"""The REST API of codes: /api/v1/premium/codes/."""

from typing import Any, ClassVar, cast

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import Throttled
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.permissions import NotDemo, WithinScope
from premium import spelling, tries
from premium.errors import CodeMistyped, CodeRedeemed, CodeRefused
from premium.models import Redemption
from premium.selectors import codes as selectors
from premium.services import codes


class CodeRequestSerializer(serializers.Serializer[Any]):
    """A code to redeem."""

    code = serializers.CharField(
        max_length=spelling.LONGEST, help_text="Capitals, blanks and dashes do not matter."
    )
    once = serializers.UUIDField(
        required=False, help_text="Of the call: sent again, it answers what it answered."
    )


class RedemptionSerializer(serializers.ModelSerializer[Redemption]):
    """What a code gave: `value` is hours of premium, or points. Times are UTC."""

    code = serializers.CharField(source="masked", help_text="In part only.")
    message = serializers.SerializerMethodField(help_text="The same, for people.")

    class Meta:
        model = Redemption
        fields = (
            "id", "code", "type", "value", "redeemed_at", "starts_at", "ends_at", "message",
        )  # fmt: skip

    def get_message(self, redemption: Redemption) -> str:
        """Return what was added, and from when to when it runs."""
        return selectors.told(redemption)


class CodeProblemSerializer(serializers.Serializer[Any]):
    """Why a code gave nothing."""

    detail = serializers.CharField()


class RedemptionListView(APIView):
    """The codes one redeemed."""

    permission_classes = (IsAuthenticated, WithinScope)
    area: ClassVar = "premium"

    @extend_schema(responses=RedemptionSerializer(many=True), operation_id="premium_codes_redeemed")
    def get(self, request: Request) -> Response:
        """Return the latest codes one redeemed, newest first; a hundred at most."""
        found = selectors.redemptions(_person(request))[: selectors.MOST_TOLD]
        return Response(RedemptionSerializer(found, many=True).data)


class RedeemView(APIView):
    """Redeeming a code."""

    permission_classes = (IsAuthenticated, WithinScope, NotDemo)
    area: ClassVar = "premium"

    @extend_schema(
        request=CodeRequestSerializer,
        responses={
            201: RedemptionSerializer,
            409: OpenApiResponse(CodeProblemSerializer, "One has redeemed this code before."),
            422: OpenApiResponse(CodeProblemSerializer, "The code cannot be redeemed."),
        },
        operation_id="premium_codes_redeem",
    )
    def post(self, request: Request) -> Response:
        """Redeem a code. What a wrong one counts is kept, so it is not an error of DRF's."""
        asked = CodeRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        counted = tries.begin(request._request)  # noqa: SLF001
        if counted is None:
            raise Throttled
        user, given = _person(request), asked.validated_data
        try:
            redemption = codes.redeem(
                user=user, typed=given["code"], once=given.get("once"), at=timezone.now()
            )
        except CodeRefused as refusal:
            tries.failed(request._request, user=user)  # noqa: SLF001
            return _refused(refusal, status.HTTP_422_UNPROCESSABLE_ENTITY)
        except (CodeMistyped, CodeRedeemed) as refusal:
            counted.give_back()
            is_again = isinstance(refusal, CodeRedeemed)
            return _refused(
                refusal,
                status.HTTP_409_CONFLICT if is_again else status.HTTP_422_UNPROCESSABLE_ENTITY,
            )
        counted.give_back()
        return Response(RedemptionSerializer(redemption).data, status=status.HTTP_201_CREATED)


def _refused(refusal: selectors.Refusal, code: int) -> Response:
    return Response({"detail": selectors.why(refusal)}, status=code)


def _person(request: Request) -> User:
    return cast("User", request.user)
