"""Reads one of our own exports: entries with every column, and what happened to them."""

import re
import tempfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import IO, Final
from uuid import UUID, uuid4

from finance import rules
from finance.errors import InvalidEntry
from finance.exports import shape
from finance.imports import records
from finance.imports.parsing import own
from finance.imports.parsing.layout import Layout
from finance.imports.parsing.own import Record
from finance.imports.parsing.own_cells import Cells
from finance.imports.parsing.problems import BadFile, BadRow
from finance.imports.parsing.rows import Row
from finance.imports.reading import BadRecord, Open, Report, Result
from finance.models import Entry, Valuation
from finance.models.fields import CURRENCY_PATTERN
from finance.rules import Draft
from finance.selectors.rates import BASE
from finance.services.rates import RATE_LIMIT, RATE_STEP
from numoraq.lib import crypto
from numoraq.lib.money import round_to

END_OF_ENTRIES: Final = "\\.\n"
_EVERY: Final = 1000  # records between two reports of progress
_EXACT: Final = 8  # decimals of a balance
_CURRENCY: Final = re.compile(CURRENCY_PATTERN)


def read(open_file: Open, layout: Layout, out: IO[str], report: Report, *, today: date) -> Result:
    """Read an export into `out`: entries for COPY, a mark, then what happened to them.

    `today` is the person's day. Raises BadFile.
    """
    result = Result()
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as values:
        with open_file() as stream:
            _sort(own.records(stream, layout), result, out, values, today, report)
        out.write(END_OF_ENTRIES)
        values.seek(0)
        out.writelines(values)
    if not (result.good or result.bad or result.rates):
        raise BadFile("file_no_rows")
    return result


def split(stream: IO[bytes]) -> tuple[Iterator[str], Iterator[str]]:
    """Return the entries that read() wrote, and what happened to them, to be taken in order."""
    lines = (line.decode() for line in stream)
    return iter(lines.__next__, END_OF_ENTRIES), lines


def _sort(
    found: Iterator[tuple[int, Record]],
    result: Result,
    out: IO[str],
    values: IO[str],
    today: date,
    report: Report,
) -> None:
    """Write entries here and values there, and set aside what is neither."""
    known: set[str] = set()
    for count, (line, record) in enumerate(found):
        try:
            if record.get("record") == shape.ENTRY:
                row, more = _entry(record, today)
                out.write(records.written_with_nulls((str(line), *row, *more)))
                result.add(row)
                known.add(record.get("id", ""))
            elif record.get("record") == shape.RATE:
                values.write(_rate(record, today))
                result.rates += 1
            else:
                values.write(_value(record, known, today))
        except BadRow as bad:
            refused = BadRecord.of(line, own.cells_of(record), bad)
            result.set_aside(refused, may_be_remark=False)
        if count % _EVERY == 0:
            report(line)


def _entry(record: Record, today: date) -> tuple[Row, tuple[str | None, ...]]:
    """Return an entry as any file has it, and what only our exports know besides."""
    cells = Cells(record)
    draft = _draft(cells)
    next_due_on = cells.day("next_due_on")
    if not cells.problems:
        draft = _cleaned(draft, cells, today)
    if cells.problems:
        raise BadRow(cells.problems)
    return _row(draft), _more(draft, record, next_due_on)


def _cleaned(draft: Draft, cells: Cells, today: date) -> Draft:
    """Return the draft as the rules of entries want it, and note where it breaks them."""
    # What was stored may have more decimals than a person may type.
    if not _fits(draft.amount, _EXACT if draft.is_balance else rules.CENT_PLACES):
        cells.wrong("amount")
    if not _CURRENCY.match(draft.currency):
        cells.wrong("currency")
    try:
        return rules.clean(draft, today=today, before=draft)
    except InvalidEntry as invalid:
        for name in invalid.errors:
            cells.wrong(name)
    return draft


def _fits(amount: Decimal, places: int) -> bool:
    return rules.fits(amount, limit=rules.AMOUNT_LIMIT, places=places)


def _draft(cells: Cells) -> Draft:
    cells.need("category", "name", "amount", "currency", "date")
    return Draft(
        category=cells.text("category"),
        name=cells.text("name"),
        amount=cells.number("amount") or Decimal(0),
        currency=cells.text("currency"),
        date=cells.day("date") or date.min,
        subcategory=cells.text("subcategory"),
        description=cells.text("description"),
        is_liquid=cells.flag("is_liquid"),
        quantity=cells.number("quantity"),
        recurring_frequency=cells.text("recurring_frequency") or None,
        recurring_interval=int(cells.number("recurring_interval") or 1),
        recurring_ends_on=cells.day("recurring_ends_on"),
        wallet_address=cells.text("wallet_address") or None,
        blockchain=cells.text("blockchain") or None,
    )


def _row(draft: Draft) -> Row:
    return Row(
        category=draft.category,
        subcategory=draft.subcategory,
        name=draft.name,
        amount=f"{draft.amount:f}",
        currency=draft.currency,
        on=draft.date.isoformat(),
        description=draft.description,
    )


def _more(draft: Draft, record: Record, next_due_on: date | None) -> tuple[str | None, ...]:
    """Return the columns of records.OWN_COLUMNS beyond those of any file."""
    key = uuid4()
    return (
        record.get("id") or None,
        str(key),
        str(draft.is_liquid),
        None if draft.quantity is None else f"{draft.quantity:f}",
        draft.recurring_frequency,
        str(draft.recurring_interval),
        _iso(draft.recurring_ends_on),
        _iso(next_due_on) if draft.recurring_frequency else None,
        record.get("settles_in") or None,
        draft.wallet_address and _sealed(draft.wallet_address, key),
        draft.blockchain,
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _sealed(address: str, key: UUID) -> str:
    """Return a wallet address encrypted for the row that it will stand in."""
    field = Entry._meta.get_field("wallet_address")
    return crypto.encrypt(address, context=field.context(Entry(pk=key)))


def _value(record: Record, known: set[str], today: date) -> str:
    """Return a valuation or an occurrence as a row for COPY."""
    cells = Cells(record)
    cells.need("id", "date", "amount")
    kind, source = cells.text("record"), cells.text("source") or Valuation.Source.IMPORT
    on, amount = cells.day("date"), cells.number("amount")
    if kind not in {shape.VALUATION, shape.OCCURRENCE}:
        cells.wrong("record")
    if source not in Valuation.Source.values:
        cells.wrong("source")
    if amount is not None and not _is_worth(amount, kind):
        cells.wrong("amount")
    if on and not rules.FIRST_DAY <= on < rules.LAST_DAY:
        cells.wrong("date")
    elif on and kind == shape.VALUATION and on > today:
        cells.note("date", "date_to_come")
    if not cells.problems and record["id"] not in known:
        cells.note("id", "entry_missing")
    if cells.problems:
        raise BadRow(cells.problems)
    told = (kind, record["id"], _iso(on), f"{amount:f}", source, None, None)
    return records.written_with_nulls(told)


def _rate(record: Record, today: date) -> str:
    """Return an own rate as a row for COPY."""
    cells = Cells(record)
    cells.need("currency", "date", "amount")
    currency, on, per_eur = cells.text("currency"), cells.day("date"), cells.number("amount")
    if currency == BASE or (currency and not _CURRENCY.match(currency)):
        cells.wrong("currency")
    if per_eur is not None and not 0 < round_to(RATE_STEP, per_eur) < RATE_LIMIT:
        cells.wrong("amount")
    if on and not rules.FIRST_DAY <= on <= today:
        cells.wrong("date")
    if cells.problems:
        raise BadRow(cells.problems)
    told = (shape.RATE, None, _iso(on), None, None, currency, f"{per_eur:f}")
    return records.written_with_nulls(told)


def _is_worth(amount: Decimal, kind: str) -> bool:
    """Return whether an amount can be what a balance was worth, or what a flow brought or cost."""
    if kind == shape.VALUATION:
        return _fits(amount, _EXACT)
    return amount >= 0 and _fits(amount, rules.CENT_PLACES)
