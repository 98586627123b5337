"""What the API of rewards takes and gives. Times are UTC, days of the person's time zone."""

from typing import Any

from rest_framework import serializers

from accounts.api.strict import Strict
from gamification.models import LedgerEntry, RewardPreference, Tier
from gamification.selectors.history import ON_A_PAGE, Line


class TierSerializer(serializers.ModelSerializer[Tier]):
    """A tier, and the points it begins at."""

    title = serializers.SerializerMethodField()

    class Meta:
        model = Tier
        fields = ("code", "title", "threshold")
        read_only_fields = fields

    def get_title(self, tier: Tier) -> str:
        """Return what people call it."""
        return str(tier)


class HabitSerializer(serializers.Serializer[Any]):
    """The days in a row."""

    days = serializers.IntegerField(help_text="In a row, today or yesterday being the last.")
    best = serializers.IntegerField(help_text="The most there ever were.")
    checked_in_today = serializers.BooleanField(source="is_done")
    opens_at = serializers.DateTimeField(
        allow_null=True, help_text="Before it no further day counts; null when one may."
    )


class PointsSerializer(serializers.Serializer[Any]):
    """Where somebody stands."""

    points = serializers.IntegerField(source="standing.points")
    tier = TierSerializer(source="standing.rung.tier")
    next_tier = TierSerializer(source="standing.next", allow_null=True)
    points_missing = serializers.IntegerField(source="standing.missing")
    streak = HabitSerializer(source="habit")


class HistoryQuery(Strict):
    """How many at a time, and after which."""

    cursor = serializers.UUIDField(
        required=False, default=None, help_text="`next` of the page before."
    )
    size = serializers.IntegerField(required=False, min_value=1, max_value=200, default=ON_A_PAGE)


class EntrySerializer(serializers.ModelSerializer[LedgerEntry]):
    """Points given, or taken when below zero; `reverses` is the entry that is taken back."""

    class Meta:
        model = LedgerEntry
        fields = ("id", "delta", "source", "title", "reason", "reverses", "created_at")
        read_only_fields = fields

    title = serializers.CharField(read_only=True, help_text="What it was for, for people.")


class LineSerializer(serializers.Serializer[Line]):
    """An entry, and what the points came to with it."""

    entry = EntrySerializer()
    total = serializers.IntegerField()


class HistoryPageSerializer(serializers.Serializer[Any]):
    """Some entries, the latest first, and the cursor of the next ones."""

    results = LineSerializer(source="lines", many=True)
    next = serializers.UUIDField(allow_null=True)


class CheckInSerializer(serializers.Serializer[Any]):
    """A day that counts; `points` is what it brought, nothing the second time."""

    on = serializers.DateField()
    days = serializers.IntegerField()
    best = serializers.IntegerField()
    points = serializers.IntegerField()


class PreferenceSerializer(serializers.ModelSerializer[RewardPreference]):
    """Whether somebody takes part in rewards, and gets mails about them."""

    class Meta:
        model = RewardPreference
        fields = ("takes_part", "wants_mails")
        read_only_fields = fields


class PreferenceInput(Strict):
    """Switches; what is not sent stays as it is."""

    takes_part = serializers.BooleanField(required=False)
    wants_mails = serializers.BooleanField(required=False)
