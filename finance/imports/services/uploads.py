"""A file arrives: it is stored, looked at, and given a mapping to begin with."""

from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.db.models import Sum

from accounts.models import User
from finance.imports import files
from finance.imports.parsing import charset, guessing, sniffing
from finance.imports.parsing.layout import Layout
from finance.imports.parsing.mapping import Mapping
from finance.imports.parsing.problems import BadFile
from finance.imports.services import holding
from finance.models import Import, ImportMapping, ImportRow

_LONGEST_NAME = 200
_MOST_WAITING = 10 * files.MOST_BYTES  # bytes of a person's files that are still needed


def begin(*, user: User, file: "File[Any]") -> Import:
    """Take a file in; return its import, mapped as files with these headings were before.

    Raises BadFile with the reason for people.
    """
    _refuse_too_many(user, file.size)
    stored = files.store(file)
    try:
        seen = sniffing.sniff(stored.sample, is_utf8=stored.is_utf8, lines=stored.lines)
    except BaseException:
        files.drop(stored.key)
        raise
    mapping, is_remembered = _mapping(user, seen)
    return Import.objects.create(
        user=user,
        file_name=PurePosixPath((file.name or "").replace("\\", "/")).name[-_LONGEST_NAME:],
        file_key=stored.key,
        file_size=stored.size,
        layout=seen.layout.to_json(),
        mapping=mapping.to_json(),
        summary={"is_remembered": is_remembered},
    )


@transaction.atomic
def read_differently(*, user: User, import_id: UUID, layout: Layout) -> Import:
    """Look at the file again with the encoding, delimiter, quotes and headings of a layout.

    Raises ImportNotFound, ImportBusy, ImportElsewhere, BadFile.
    """
    found = holding.changeable(user=user, import_id=import_id)
    ImportRow.objects.filter(user=user, import_file=found).delete()  # of other lines, other cells
    with files.open_key(found.file_key) as stream:
        sample = stream.read(sniffing.SAMPLE_BYTES)
    lines = Layout.from_json(found.layout).lines
    seen = sniffing.sniff(sample, is_utf8=False, lines=lines, forced=layout)
    mapping, is_remembered = _mapping(user, seen)
    found.layout, found.mapping = seen.layout.to_json(), mapping.to_json()
    found.status = Import.Status.UPLOADED
    found.summary = {"is_remembered": is_remembered}
    found.save(update_fields=["layout", "mapping", "status", "summary", "updated_at"])
    return found


def _refuse_too_many(user: User, size: int) -> None:
    """Refuse a file whose person has many that wait. Raises BadFile."""
    needed = Import.objects.filter(user=user).exclude(status__in=holding.FINISHED)
    waiting = needed.aggregate(size=Sum("file_size"))["size"] or 0
    if waiting + size > _MOST_WAITING:
        raise BadFile("files_waiting")


def _mapping(user: User, seen: sniffing.Sniffed) -> tuple[Mapping, bool]:
    """Return the mapping to begin with, and whether it is one that was used before."""
    layout = seen.layout
    if not layout.is_own:
        own = ImportMapping.objects.filter(user=user, header_hash=layout.header_hash).first()
        if own:
            return Mapping.from_json(own.mapping).fitted(len(layout.columns)), True
    currency = user.profile.default_currency
    return guessing.guess(layout, seen.rows, currency=currency), False


def encodings() -> list[tuple[str, str]]:
    """Return the encodings that can be chosen, with what people call them."""
    return [(code, str(label)) for code, label in charset.ENCODINGS.items()]
