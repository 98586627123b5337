"""Columns that the database computes and stores."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage
from django.db.models import GeneratedField


class StoredField(GeneratedField):
    """A generated column that is stored, which every PostgreSQL we run on has.

    Django's own asks each database whether it can, so that no command would run without one.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "db_persist": True})

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Return the field as Django's own: migrations need no more."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.GeneratedField", args, options

    def _check_supported(self, databases: Sequence[str]) -> list[CheckMessage]:
        return []
