"""The REST API of personal access tokens: /api/v1/tokens/. By a session, never by a token."""

from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.keys import scopes, selectors, services
from accounts.models import PersonalToken, User
from accounts.permissions import Fresh, NotDemo, SteppedUp, WithinScope

_REFUSALS = {
    "name": _("A name has 1 to 64 characters."),
    "scopes": _("Choose at least one thing the program may do."),
    "expires_at": _("A token ends later than now, and within a year."),
}


class TokenLimit(APIException):
    """One person has no more tokens than so many."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = _("You have as many tokens as one may have. End one first.")
    default_code = "too_many"


class TokenSerializer(serializers.ModelSerializer[PersonalToken]):
    """A token without its secret. Times are UTC."""

    class Meta:
        model = PersonalToken
        fields = (
            "id", "name", "hint", "scopes", "created_at", "expires_at", "last_used_at", "last_ip",
        )  # fmt: skip
        read_only_fields = fields


class NewTokenSerializer(serializers.Serializer[Any]):
    """What a new token may do, and until when."""

    name = serializers.CharField(max_length=64)
    scopes = serializers.MultipleChoiceField(choices=scopes.names(), allow_empty=False)
    expires_at = serializers.DateTimeField(help_text="Aware; within a year.")


class MadeTokenSerializer(TokenSerializer):
    """A new token with its secret, which is shown this once."""

    secret = serializers.CharField(read_only=True)

    class Meta(TokenSerializer.Meta):
        fields = (*TokenSerializer.Meta.fields, "secret")  # type: ignore[assignment]


class TokenListView(APIView):
    """One's own tokens."""

    permission_classes = (IsAuthenticated, WithinScope, NotDemo, SteppedUp, Fresh)
    fresh_for = ("POST",)

    @extend_schema(responses=TokenSerializer(many=True), operation_id="tokens_list")
    def get(self, request: Request) -> Response:
        """Return the tokens that have not ended, newest first."""
        found = selectors.tokens(user=_person(request), at=timezone.now())
        return Response(TokenSerializer(found, many=True).data)

    @extend_schema(
        request=NewTokenSerializer, responses={201: MadeTokenSerializer}, operation_id="tokens_make"
    )
    def post(self, request: Request) -> Response:
        """Make a token. Its secret is in this answer, and never again."""
        asked = NewTokenSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        data = {**asked.validated_data, "scopes": sorted(asked.validated_data["scopes"])}
        try:
            made = services.make(user=_person(request), at=timezone.now(), **data)
        except services.TooManyTokens as error:
            raise TokenLimit from error
        except services.BadToken as error:
            raise ValidationError({error.field: [str(_REFUSALS[error.field])]}) from error
        body = {**TokenSerializer(made.token).data, "secret": made.secret}
        return Response(body, status=status.HTTP_201_CREATED)


class TokenView(APIView):
    """One of one's own tokens."""

    @extend_schema(responses={204: None}, operation_id="tokens_end")
    def delete(self, request: Request, token_id: UUID) -> Response:
        """End it. Raises NotFound when one has no such token."""
        if not services.end(user=_person(request), token_id=token_id):
            raise NotFound
        return Response(status=status.HTTP_204_NO_CONTENT)


def _person(request: Request) -> User:
    return cast("User", request.user)
