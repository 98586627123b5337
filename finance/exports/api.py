"""One's own entries as files: /api/v1/exports/."""

from typing import Any, cast

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.strict import Strict, read
from accounts.permissions import SteppedUp
from finance.api.base import PersonView
from finance.exports import views
from finance.exports.selection import Selection
from finance.models import Entry


class ExportQuery(Strict):
    """Which entries."""

    category = serializers.ChoiceField(Entry.Category.choices, required=False, default="")
    first = serializers.DateField(required=False, default=None, help_text="The first day.")
    last = serializers.DateField(required=False, default=None, help_text="The last day.")
    has_history = serializers.BooleanField(
        required=False, default=True, help_text="Valuations and occurrences as well."
    )


class _ExportView(PersonView):
    area = "exports"
    suffix: str
    permission_classes = (*PersonView.permission_classes, SteppedUp)

    def send(self, asked: dict[str, Any]) -> Response:
        """Return the file, made while it is sent."""
        name = f"numoraq-entries-{self.today.isoformat()}.{self.suffix}"
        return cast("Response", views.file(user=self.person, chosen=Selection(**asked), name=name))


class CsvExportView(_ExportView):
    """Entries as a table."""

    suffix = "csv"

    @extend_schema(
        parameters=[ExportQuery],
        responses={(200, "text/csv"): OpenApiTypes.STR},
        operation_id="exports_csv",
    )
    def get(self, request: Request) -> Response:
        """Return entries, their history and own rates as CSV that imports again."""
        return self.send(read(ExportQuery(data=request.query_params.dict())))


class JsonExportView(_ExportView):
    """Entries as JSON."""

    suffix = "json"

    @extend_schema(
        parameters=[ExportQuery],
        responses={(200, "application/json"): OpenApiTypes.OBJECT},
        operation_id="exports_json",
    )
    def get(self, request: Request) -> Response:
        """Return entries with their history, and own rates, as JSON that imports again."""
        return self.send(read(ExportQuery(data=request.query_params.dict())))
