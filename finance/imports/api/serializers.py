"""What the API of imports takes and gives, field by field."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.api.strict import Strict
from finance.api.base import CurrencyField, MoneySerializer
from finance.imports import progress
from finance.imports.parsing import dates, numbers, problems
from finance.imports.parsing.layout import Layout
from finance.imports.parsing.mapping import AUTO, LEFT_OUT, Mapping
from finance.imports.parsing.vocabulary import Field
from finance.imports.parsing.words import fold
from finance.imports.selectors.previews import Preview
from finance.imports.selectors.rows import BadRow, Cell, Duplicate
from finance.models import Entry, Import

_CATEGORIES = [str(category) for category in Entry.Category]


class UploadInput(Strict):
    """A file of bookings, as multipart/form-data."""

    file = serializers.FileField()


class MappingFields(Strict):
    """What each column becomes, and how its cells are read."""

    columns = serializers.ListField(
        child=serializers.ChoiceField([str(field) for field in Field]),
        max_length=200,
        source="fields",
        help_text="What each column of the file becomes, in order.",
    )
    date_order = serializers.ChoiceField([AUTO, *dates.ORDERS], default=AUTO)
    number_style = serializers.ChoiceField([AUTO, *numbers.STYLES], default=AUTO)
    currency = CurrencyField(help_text="Of rows that name none.")
    category = serializers.ChoiceField(
        Entry.Category.choices,
        required=False,
        allow_blank=True,
        default="",
        help_text="Of every row; empty: as the columns say.",
    )
    kinds = serializers.DictField(
        child=serializers.CharField(allow_blank=True),
        required=False,
        default=dict,
        help_text="What the words of the column `kind` stand for.",
    )
    own_name = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)
    flips = serializers.BooleanField(required=False, default=False)
    rounds = serializers.BooleanField(required=False, default=False)

    def validate_kinds(self, kinds: dict[str, str]) -> dict[str, str]:
        """Refuse what is no category."""
        if not set(kinds.values()) <= {*_CATEGORIES, LEFT_OUT, ""}:
            raise serializers.ValidationError(_("Choose categories, or skip to leave rows out."))
        return {fold(word): category for word, category in kinds.items()}


class ImportOutput(serializers.ModelSerializer[Import]):
    """An import and how far it has come."""

    columns = serializers.SerializerMethodField()
    mapping = serializers.JSONField()
    problem = serializers.SerializerMethodField(help_text="Why it failed, for people.")
    progress = serializers.SerializerMethodField(help_text="Rows done by the job at work.")

    class Meta:
        model = Import
        fields = (
            "id",
            "file_name",
            "file_size",
            "status",
            "columns",
            "mapping",
            "rows_total",
            "rows_done",
            "rows_bad",
            "rows_duplicate",
            "problem",
            "progress",
            "created_at",
            "applied_at",
        )

    def get_columns(self, found: Import) -> list[str]:
        """Return the headings of the file."""
        return list(Layout.from_json(found.layout).columns)

    def get_problem(self, found: Import) -> str:
        """Return why it failed."""
        return problems.text(**found.problem) if found.problem else ""

    def get_progress(self, found: Import) -> int | None:
        """Return how many rows are done."""
        return progress.done(found.pk)


class PreviewOutput(serializers.Serializer[Preview]):
    """What a checked import will do."""

    ready = serializers.IntegerField(help_text="Rows that come in.")
    here = serializers.IntegerField(help_text="Rows left out because they are there already.")
    kept = serializers.IntegerField(help_text="Rows there already that come in all the same.")
    need = serializers.IntegerField(help_text="Rows that cannot be read.")
    left = serializers.IntegerField(help_text="Rows left out for good.")
    adds = MoneySerializer(many=True, help_text="Income less expenses, by currency.")


class CellOutput(serializers.Serializer[Cell]):
    """A cell of a bad row."""

    heading = serializers.CharField()
    text = serializers.CharField()
    is_bad = serializers.BooleanField()


class BadRowOutput(serializers.Serializer[BadRow]):
    """A row that cannot be read, and why."""

    line = serializers.IntegerField()
    cells = CellOutput(many=True)
    reasons = serializers.ListField(child=serializers.CharField())
    is_left_out = serializers.BooleanField()


class DuplicateOutput(serializers.Serializer[Duplicate]):
    """A row beside the entry that it seems to be."""

    line = serializers.IntegerField()
    name = serializers.CharField()
    on = serializers.DateField()
    money = MoneySerializer()
    why = serializers.CharField()
    likeness = serializers.IntegerField(help_text="Per cent.")
    is_kept = serializers.BooleanField()
    entry = serializers.UUIDField(source="twin", allow_null=True)


class RowsQuery(Strict):
    """Which rows, and after what."""

    after = serializers.IntegerField(required=False, min_value=0, default=0)
    size = serializers.IntegerField(required=False, min_value=1, max_value=200, default=25)


class ListQuery(Strict):
    """Which imports."""

    before = serializers.CharField(required=False, default="")


class BadRowsOutput(serializers.Serializer[Any]):
    """Some bad rows."""

    rows = BadRowOutput(many=True)
    next = serializers.IntegerField(help_text="`after` of the next ones; 0: there are none.")


class DuplicatesOutput(serializers.Serializer[Any]):
    """Some rows that are there already."""

    rows = DuplicateOutput(many=True)
    next = serializers.IntegerField(help_text="`after` of the next ones; 0: there are none.")


class ImportsOutput(serializers.Serializer[Any]):
    """Some imports, newest first."""

    imports = ImportOutput(many=True)
    older = serializers.CharField(help_text="`before` of the next ones; empty: there are none.")


class KeepInput(Strict):
    """Which duplicates come in: all, none, or some lines of those named."""

    all = serializers.BooleanField(required=False)
    lines = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, max_length=500
    )
    keep = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, max_length=500, default=list
    )


class CellsInput(Strict):
    """All cells of a row, put right."""

    cells = serializers.ListField(
        child=serializers.CharField(allow_blank=True, max_length=2000), max_length=200
    )


class UndoInput(Strict):
    """Whether entries that were changed since go as well."""

    with_edited = serializers.BooleanField(required=False, default=False)


def mapping_of(sent: dict[str, Any]) -> Mapping:
    """Return the mapping that was sent."""
    return Mapping(**{**sent, "fields": tuple(Field(field) for field in sent["fields"])})
