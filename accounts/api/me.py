"""The REST API of one's own account: /api/v1/me/."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.generics import RetrieveUpdateAPIView
from rest_framework.request import Request

from accounts import choices
from accounts.models import Profile
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


def _profile(request: Request) -> Profile:
    profile: Profile = request._request.profile  # type: ignore[attr-defined]  # noqa: SLF001
    return profile
