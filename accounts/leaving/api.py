"""The REST API of leaving: /api/v1/exports/everything/ and /api/v1/me/deletion/.

By a session, never by a personal access token: whoever asks is there in person.
"""

from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, NotFound, Throttled, ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.leaving import closing, exports, views
from accounts.leaving.errors import AccountGone, ExportLimit, ExportUnderWay, StaffStay
from accounts.middleware import PersonRequest
from accounts.models import Export, User
from accounts.permissions import Fresh, SteppedUp, WithinScope


class UnderWay(APIException):
    """There is one already."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = _("An archive is being written already.")
    default_code = "under_way"


class StaffStaysHere(APIException):
    """Staff cannot delete their accounts."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = _("You run this site: have your rights of staff taken away first.")
    default_code = "staff"


class EverythingSerializer(serializers.ModelSerializer[Export]):
    """An archive. Times are UTC, `size` is bytes, `checksum` the SHA-256 of the file."""

    size = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = Export
        fields = (
            "id", "status", "asked_at", "ready_at", "expires_at", "size", "checksum", "error",
        )  # fmt: skip
        read_only_fields = fields


class DeletionSerializer(serializers.Serializer[Any]):
    """When the account will be deleted, null for one that stays. UTC."""

    due_at = serializers.DateTimeField(allow_null=True)


class AskedDeletionSerializer(serializers.Serializer[Any]):
    """The address of the account, so that none is deleted by mistake."""

    email = serializers.CharField(max_length=254)


class _LeavingView(APIView):
    permission_classes = (IsAuthenticated, WithinScope, SteppedUp, Fresh)
    fresh_for = ("POST",)  # reading and keeping need no more


class EverythingView(_LeavingView):
    """Archives of everything held about the person."""

    @extend_schema(
        responses=EverythingSerializer(many=True), operation_id="exports_everything_list"
    )
    def get(self, request: Request) -> Response:
        """Return the last archives, newest first."""
        found = exports.recent(user=_person(request))
        return Response(EverythingSerializer(found, many=True).data)

    @extend_schema(
        request=None, responses={202: EverythingSerializer}, operation_id="exports_everything_ask"
    )
    def post(self, request: Request) -> Response:
        """Have an archive written: at most one at a time, three a day. A mail says when."""
        try:
            made = exports.ask(user=_person(request), at=timezone.now())
        except ExportUnderWay as error:
            raise UnderWay from error
        except ExportLimit as error:
            raise Throttled(detail=str(_("Three archives a day: ask again tomorrow."))) from error
        return Response(EverythingSerializer(made).data, status=status.HTTP_202_ACCEPTED)


class EverythingFileView(APIView):
    """The file of an archive."""

    permission_classes = (IsAuthenticated, WithinScope, SteppedUp)

    @extend_schema(
        responses={(200, "application/zip"): OpenApiTypes.BINARY},
        operation_id="exports_everything_file",
    )
    def get(self, request: Request, export_id: UUID) -> Response:
        """Return the ZIP, for a day after it was written."""
        sent = views.archive(_asked(request), export_id)
        if sent is None:
            raise NotFound
        return cast("Response", sent)


class DeletionView(_LeavingView):
    """Whether the account will be deleted."""

    @extend_schema(responses=DeletionSerializer, operation_id="deletion")
    def get(self, request: Request) -> Response:
        """Return when the account will be deleted."""
        return Response({"due_at": _person(request).deletion_due_at})

    @extend_schema(
        request=AskedDeletionSerializer,
        responses={202: DeletionSerializer},
        operation_id="deletion_ask",
    )
    def post(self, request: Request) -> Response:
        """Close the account now and delete it later. Every session ends, this one as well."""
        asked = AskedDeletionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        user = _person(request)
        if asked.validated_data["email"].strip().lower() != user.email:
            raise ValidationError({"email": [_("This is not the address of this account.")]})
        try:
            due = closing.ask(user=user, at=timezone.now())
        except StaffStay as error:
            raise StaffStaysHere from error
        return Response({"due_at": due}, status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses={204: None}, operation_id="deletion_call_off")
    def delete(self, request: Request) -> Response:
        """Keep the account; everything is as it was. Nothing happens to one that stays."""
        try:
            closing.keep(user=_person(request))
        except AccountGone as error:
            raise NotFound from error
        return Response(status=status.HTTP_204_NO_CONTENT)


def _person(request: Request) -> User:
    return cast("User", request.user)


def _asked(request: Request) -> PersonRequest:
    asked: PersonRequest = request._request  # type: ignore[assignment]  # noqa: SLF001
    return asked
