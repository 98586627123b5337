"""The REST API of what one signs in with: /api/v1/identities/."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Identity, User
from accounts.permissions import Fresh, NotDemo, SteppedUp, WithinScope
from accounts.services import identities


class LastIdentityRefused(APIException):
    """Nothing would be left to sign in with."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = _("You could not sign in any more: set a password first.")
    default_code = "last_identity"


class IdentitySerializer(serializers.ModelSerializer[Identity]):
    """A password ("email") or an account at a provider. Times are UTC."""

    class Meta:
        model = Identity
        fields = (
            "id",
            "provider",
            "provider_id",
            "identity_data",
            "email",
            "created_at",
            "updated_at",
            "last_sign_in_at",
        )
        read_only_fields = fields


class IdentityListView(APIView):
    """What one signs in with."""

    @extend_schema(responses=IdentitySerializer(many=True), operation_id="identities_list")
    def get(self, request: Request) -> Response:
        """Return one's identities, oldest first."""
        found = Identity.objects.filter(user=_person(request)).order_by("created_at", "id")
        return Response(IdentitySerializer(found, many=True).data)


class IdentityView(APIView):
    """One way in."""

    permission_classes = (IsAuthenticated, WithinScope, NotDemo, SteppedUp, Fresh)

    @extend_schema(responses={204: None}, operation_id="identities_unlink")
    def delete(self, request: Request, identity_id: UUID) -> Response:
        """Unlink an account elsewhere.

        Raises NotFound when one has no such identity, LastIdentityRefused for the last way in and
        for the password.
        """
        user = _person(request)
        try:
            gone = identities.unlink(
                user=user,
                identity_id=identity_id,
                request=request._request,  # noqa: SLF001
            )
        except identities.LastIdentity:
            raise LastIdentityRefused from None
        if gone is None:
            raise NotFound
        return Response(status=status.HTTP_204_NO_CONTENT)


def _person(request: Request) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user
