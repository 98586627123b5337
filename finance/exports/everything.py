"""What this app holds about a person, as files of the archive of everything."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.leaving.parts import Counted, rows
from accounts.leaving.registry import Part
from accounts.models import User
from finance.exports import selection, writers
from finance.imports.files import open_key
from finance.imports.services.holding import FINISHED
from finance.models import (
    Entry,
    Import,
    ImportMapping,
    ImportRow,
    ManualRate,
    Occurrence,
    Valuation,
)

_AT_ONCE: Final = 500  # rows
_PIECE: Final = 1 << 16  # bytes of a file


def parts(user: User) -> Iterator[Part]:
    """Yield a person's entries in the two forms that import again, then every row as it is kept.

    Runs as the person. Those that were deleted and not yet thrown away are here as well.
    """
    yield _entries(user, "json")
    yield _entries(user, "csv")
    yield rows("finance/deleted_entries.json", _values(_deleted(user)))
    yield rows("finance/valuations.json", _values(Valuation.objects.filter(user=user)))
    yield rows("finance/occurrences.json", _values(Occurrence.objects.filter(user=user)))
    yield rows("finance/rates.json", _values(ManualRate.objects.filter(user=user)))
    imports = Import.objects.filter(user=user)
    yield rows("finance/imports.json", _values(imports, "file_key", "rows_key"))
    yield rows("finance/import_rows.json", _values(ImportRow.objects.filter(user=user)))
    yield rows("finance/import_mappings.json", _values(ImportMapping.objects.filter(user=user)))
    for waiting in imports.exclude(status__in=FINISHED).order_by("created_at"):
        yield _file(waiting)


def files(user_id: UUID) -> list[str]:
    """Return the names of the files of a person's imports. Runs as the service."""
    own = Import.objects.filter(user=user_id).exclude(status__in=FINISHED)
    return [key for pair in own.values_list("file_key", "rows_key") for key in pair]


def _entries(user: User, suffix: str) -> Part:
    everything = selection.EVERYTHING
    items = Counted(selection.items(user=user, selection=everything))
    rates = selection.rates(user=user, selection=everything)
    pieces = (
        writers.json_text(items, rates, at=timezone.now())
        if suffix == "json"
        else writers.csv_text(items, rates)
    )
    return Part(path=f"finance/entries.{suffix}", pieces=pieces, count=lambda: items.count)


def _deleted(user: User) -> QuerySet[Entry]:
    return Entry.objects.filter(user=user, deleted_at__isnull=False)


def _values(found: QuerySet[Any], *left_out: str) -> Iterator[dict[str, Any]]:
    """Yield rows with their columns, but for names in the storage and whose they are."""
    hidden = {"user_id", *left_out}
    names = [f.attname for f in found.model._meta.concrete_fields if f.attname not in hidden]
    yield from found.order_by("pk").values(*names).iterator(chunk_size=_AT_ONCE)


def _file(found: Import) -> Part:
    return Part(path=f"finance/files/{found.pk}", pieces=_pieces(found.file_key), count=lambda: 1)


def _pieces(key: str) -> Iterator[bytes]:
    with open_key(key) as stream:
        while piece := stream.read(_PIECE):
            yield piece
