"""The REST API of one's own account: /api/v1/me/."""

from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import RetrieveUpdateAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import choices, palettes
from accounts.models import Profile
from accounts.permissions import WithinScope
from accounts.services import profiles
from numoraq.lib import currencies


class MeSerializer(serializers.ModelSerializer[Profile]):
    """A profile, with what it says about its person."""

    id = serializers.UUIDField(source="pk", read_only=True)
    email = serializers.EmailField(source="user.email", read_only=True)
    is_demo = serializers.BooleanField(source="user.is_demo", read_only=True)
    name = serializers.CharField(max_length=200, allow_blank=True, required=False)
    default_currency = serializers.CharField(help_text="ISO 4217, or BTC, ETH.", required=False)
    language = serializers.ChoiceField(choices=choices.languages(), required=False)
    timezone = serializers.CharField(help_text="IANA name.", required=False)

    class Meta:
        model = Profile
        fields = (
            "id",
            "email",
            "is_demo",
            "name",
            "default_currency",
            "language",
            "timezone",
            "theme",
            "palette",
            "date_format",
            "number_format",
            "shortcuts_enabled",
            "avatar_url",
            "onboarded_at",
        )
        read_only_fields = ("avatar_url", "onboarded_at")

    def validate_default_currency(self, code: str) -> str:
        """Refuse what is no currency."""
        if not currencies.is_known(code):
            raise serializers.ValidationError(_("There is no such currency."), code="unknown")
        return code

    def validate_timezone(self, name: str) -> str:
        """Refuse what is no time zone."""
        if not choices.is_timezone(name):
            raise serializers.ValidationError(_("There is no such time zone."), code="unknown")
        return name

    def validate_palette(self, palette: str) -> str:
        """Refuse colours that are not open, unless they were chosen while they were."""
        profile: Profile = self.instance  # type: ignore[assignment]
        why = palettes.refusal(user=profile.user, palette=palette, at=timezone.now())
        if why and palette != profile.palette:
            raise serializers.ValidationError(
                _("These colours are not open to you: %(why)s.") % {"why": why}, code="locked"
            )
        return palette

    def update(self, instance: Profile, validated_data: dict[str, Any]) -> Profile:
        """Save the fields that were sent, and no others."""
        return profiles.update(profile=instance, **validated_data)


class MeView(RetrieveUpdateAPIView[Profile]):
    """Read and change one's own profile."""

    area = "account"
    serializer_class = MeSerializer
    http_method_names = ("get", "patch", "head", "options")

    def get_object(self) -> Profile:
        """Return the profile of who asks."""
        return _profile(self.request)


class PaletteSerializer(serializers.Serializer[Any]):
    """Colours pages can have."""

    code = serializers.CharField()
    name = serializers.CharField()
    is_open = serializers.BooleanField(help_text="Whether one may choose them.")
    opened_by = serializers.CharField(help_text="What opens them, for people; else empty.")


class PaletteListView(APIView):
    """The colours pages can have."""

    permission_classes = (IsAuthenticated, WithinScope)
    area: ClassVar = "account"

    @extend_schema(responses=PaletteSerializer(many=True), operation_id="me_palettes")
    def get(self, request: Request) -> Response:
        """Return every palette, and what opens those that are not open yet."""
        found = palettes.offers(user=_profile(request).user, at=timezone.now())
        return Response(PaletteSerializer(found, many=True).data)


def _profile(request: Request) -> Profile:
    profile: Profile = request._request.profile  # type: ignore[attr-defined]  # noqa: SLF001
    return profile
