"""The REST API of one's second factors: /api/v1/factors/. By a session, never by a token."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import allauth_compat
from accounts.models import Factor, User
from accounts.permissions import NotDemo, SteppedUp, WithinScope
from accounts.services import factors, keyring, names


class FactorNameTaken(APIException):
    """One person has no two factors of one name."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = _("Another factor of yours has this name.")
    default_code = "name_taken"


class ProofTooOld(APIException):
    """Password or factor were given too long ago for what matters."""

    status_code = status.HTTP_403_FORBIDDEN
    default_detail = _("Give your password or a factor once more first.")
    default_code = "reauthentication_required"


class FactorSerializer(serializers.ModelSerializer[Factor]):
    """A factor without its secret. Times are UTC."""

    id = serializers.UUIDField(source="uuid", read_only=True)
    name = serializers.CharField(max_length=names.LENGTH)

    class Meta:
        model = Factor
        fields = ("id", "type", "name", "created_at", "last_used_at")
        read_only_fields = ("type", "created_at", "last_used_at")

    def to_representation(self, instance: Factor) -> dict[str, Any]:
        """Return it under the name that is shown: its own, or its kind in the reader's language."""
        return {**super().to_representation(instance), "name": str(instance)}


class FactorListView(APIView):
    """The factors one has."""

    @extend_schema(responses=FactorSerializer(many=True), operation_id="factors_list")
    def get(self, request: Request) -> Response:
        """Return them, oldest first."""
        return Response(FactorSerializer(factors.of(_person(request)), many=True).data)


class FactorView(APIView):
    """One factor. Changes take a session that was proven by one."""

    permission_classes = (IsAuthenticated, WithinScope, NotDemo, SteppedUp)

    @extend_schema(
        request=FactorSerializer, responses=FactorSerializer, operation_id="factors_rename"
    )
    def patch(self, request: Request, factor_id: UUID) -> Response:
        """Rename it. Raises NotFound when one has no such factor, FactorNameTaken."""
        sent = FactorSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        user, name = _person(request), sent.validated_data["name"]
        try:
            is_there = keyring.rename(user=user, factor_id=factor_id, name=name)
        except keyring.NameTaken:
            raise FactorNameTaken from None
        if not is_there:
            raise NotFound
        return Response(FactorSerializer(keyring.find(user=user, factor_id=factor_id)).data)

    @extend_schema(responses={204: None}, operation_id="factors_remove")
    def delete(self, request: Request, factor_id: UUID) -> Response:
        """Remove it. Raises NotFound when one has no such factor, ProofTooOld."""
        http = request._request  # noqa: SLF001 what allauth takes
        found = keyring.find(user=_person(request), factor_id=factor_id)
        if found is not None and not allauth_compat.is_fresh(http):
            raise ProofTooOld
        if not keyring.remove(request=http, user=_person(request), factor_id=factor_id):
            raise NotFound
        return Response(status=status.HTTP_204_NO_CONTENT)


def _person(request: Request) -> User:
    user: Any = request.user
    return user  # type: ignore[no-any-return]
