"""Rows as files of an archive: JSON, one row a line, exact numbers as strings."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from accounts.leaving.registry import Part

_PIECE = 1 << 15  # characters that are passed on at once


class Counted[T]:
    """Things that are counted while they go by."""

    def __init__(self, things: Iterable[T]) -> None:
        self._things = things
        self.count = 0

    def __iter__(self) -> Iterator[T]:
        for thing in self._things:
            self.count += 1
            yield thing


def rows(path: str, values: Iterable[Mapping[str, Any]]) -> Part:
    """Return a file with a list of rows."""
    counted = Counted(values)
    return Part(path=path, pieces=_listed(counted), count=lambda: counted.count)


def record(path: str, value: Mapping[str, Any]) -> Part:
    """Return a file with one object."""
    text = json.dumps(value, ensure_ascii=False, indent=1, default=plain)
    return Part(path=path, pieces=[text.encode(), b"\n"], count=lambda: 1)


def plain(value: object) -> str:
    """Return a number, a moment, a day or an id as text. Raises TypeError for anything else."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):  # moments are days as well
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(type(value).__name__)


def _listed(values: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    text, separator = "[", "\n"
    for value in values:
        text += f"{separator}{json.dumps(value, ensure_ascii=False, default=plain)}"
        separator = ",\n"
        if len(text) > _PIECE:
            yield text.encode()
            text = ""
    yield f"{text}\n]\n".encode()
