"""The REST API of one's sign-ins: /api/v1/sign-ins/."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import selectors_sign_ins
from accounts.models import SignIn


class SignInQuery(serializers.Serializer[Any]):
    """How many at a time, and after which."""

    cursor = serializers.UUIDField(
        required=False, default=None, help_text="`next` of the page before."
    )
    size = serializers.IntegerField(required=False, min_value=1, max_value=200, default=50)


class SignInSerializer(serializers.ModelSerializer[SignIn]):
    """A sign-in, or a try; `session_id` is the session it began. Times are UTC."""

    device = serializers.CharField(read_only=True, help_text="Browser and system, for people.")

    class Meta:
        model = SignIn
        fields = ("id", "at", "outcome", "method", "device", "ip", "user_agent", "session_id")
        read_only_fields = fields


class SignInPageSerializer(serializers.Serializer[Any]):
    """Some sign-ins, the latest first, and the cursor of the next ones."""

    results = SignInSerializer(source="rows", many=True)
    next = serializers.UUIDField(allow_null=True)


class SignInListView(APIView):
    """How one has signed in lately, and who tried to."""

    @extend_schema(
        parameters=[SignInQuery], responses=SignInPageSerializer, operation_id="sign_ins_list"
    )
    def get(self, request: Request) -> Response:
        """Return a page of the sign-ins of the last ninety days, the latest first."""
        sent = request.query_params.dict()
        query = SignInQuery(data=sent)
        query.is_valid(raise_exception=True)
        if unknown := set(sent) - set(query.fields):
            raise ValidationError({name: [_("There is no such field.")] for name in unknown})
        asked = query.validated_data
        user: Any = request.user
        page = selectors_sign_ins.page(user=user, after=asked["cursor"], size=asked["size"])
        return Response(SignInPageSerializer(page).data)
