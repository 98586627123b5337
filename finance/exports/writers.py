"""Exports as text, a few entries at a time."""

import codecs
import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from finance.exports import shape
from finance.exports.selection import Item
from finance.models import Entry, ManualRate
from numoraq.lib import money

_PIECE = 1 << 15  # characters of a table that are sent at once

type Cell = str | bool | int | None


def csv_text(
    items: Iterable[Item], rates: Iterable[ManualRate] = (), *, has_mark: bool = False
) -> Iterator[bytes]:
    """Yield a table of entries with their history, and of a person's own rates.

    `has_mark`: begin as Excel wants UTF-8 to.
    """
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, shape.COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    yield codecs.BOM_UTF8 if has_mark else b""
    for item in items:
        writer.writerows(_guarded(record) for record in _records(item))
        if buffer.tell() > _PIECE:
            yield _taken(buffer)
    writer.writerows(_rate(rate) for rate in rates)
    yield _taken(buffer)


def json_text(
    items: Iterable[Item], rates: Iterable[ManualRate] = (), *, at: datetime
) -> Iterator[bytes]:
    """Yield entries as JSON, one a line, amounts as strings, their history within them.

    Behind them are a person's own rates.
    """
    head = {"format": shape.FORMAT, "version": shape.VERSION, "exported_at": at.isoformat()}
    yield f'{json.dumps(head)[:-1]}, "entries": ['.encode()
    yield from _listed(map(_nested, items))
    yield b'\n], "rates": ['
    yield from _listed(map(_nested_rate, rates))
    yield b"\n]}\n"


def fields(entry: Entry) -> dict[str, Cell]:
    """Return the columns of an entry, each as text, truth, or nothing."""
    return {name: _cell(getattr(entry, name)) for name in shape.FIELDS} | {
        "amount": decimal(entry.money.amount)
    }


def decimal(amount: Decimal) -> str:
    """Return an exact number with two decimals at least: 1200.00, 0.00012345."""
    whole, _point, decimals = money.plain(amount).partition(".")
    return f"{whole}.{decimals:0<2}"


def _records(item: Item) -> Iterator[dict[str, Cell]]:
    key = {"id": str(item.entry.pk), "currency": item.entry.currency}
    yield {"record": shape.ENTRY, **fields(item.entry)}
    for value in item.valuations:
        dated = {"date": value.on.isoformat(), "amount": decimal(value.amount)}
        yield {"record": shape.VALUATION, **key, **dated, "source": value.source}
    for due in item.occurrences:
        dated = {"date": due.on.isoformat(), "amount": decimal(due.amount)}
        yield {"record": shape.OCCURRENCE, **key, **dated}


def _nested(item: Item) -> dict[str, object]:
    return {
        **fields(item.entry),
        "valuations": [
            {"date": value.on.isoformat(), "amount": decimal(value.amount), "source": value.source}
            for value in item.valuations
        ],
        "occurrences": [
            {"date": due.on.isoformat(), "amount": decimal(due.amount)} for due in item.occurrences
        ],
    }


def _listed(values: Iterable[dict[str, object]]) -> Iterator[bytes]:
    separator = "\n"
    for value in values:
        yield f"{separator}{json.dumps(value, ensure_ascii=False)}".encode()
        separator = ",\n"


def _rate(rate: ManualRate) -> dict[str, str]:
    return {
        "record": shape.RATE,
        "currency": rate.currency,
        "date": rate.on.isoformat(),
        "amount": money.plain(rate.per_eur),
    }


def _nested_rate(rate: ManualRate) -> dict[str, object]:
    return {
        "currency": rate.currency,
        "on": rate.on.isoformat(),
        "per_eur": money.plain(rate.per_eur),
    }


def _guarded(record: dict[str, Cell]) -> dict[str, str]:
    return {
        name: shape.guard(str(value)) if name in shape.TEXTS else _plain(value)
        for name, value in record.items()
        if value is not None
    }


def _plain(value: Cell) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return money.plain(value)
    return value.isoformat() if isinstance(value, date) else str(_id(value))


def _id(value: object) -> UUID:
    assert isinstance(value, UUID), type(value)  # noqa: S101 - nothing else stands in these columns
    return value


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
