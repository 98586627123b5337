"""The European Central Bank's reference rates: units of a currency for one euro.

Published about 16:00 in Frankfurt each working day, and now and then corrected afterwards. One
file has the last ninety days, another all since 1999; that of a single day has no corrections.
"""

import csv
import io
import re
import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from xml.parsers import expat

from numoraq.wrappers import client, providers
from numoraq.wrappers.errors import BadAnswer

NINETY_DAYS: Final = "eurofxref-hist-90d.xml"
HISTORY: Final = "eurofxref-hist.zip"
MAX_UNPACKED: Final = 32 * 1024 * 1024  # bytes
_CODE: Final = re.compile(r"[A-Z]{3}")
_NUMBER: Final = re.compile(r"\d{1,12}(\.\d{1,12})?")

type Quote = tuple[date, str, Decimal]


def fetch(*, since: date | None, at: datetime) -> list[Quote]:
    """Return the rates of a file that reaches back to a day (None: of all days).

    One call, at a moment (aware UTC). Days before are in it too, as corrections may be among
    them: whoever stores the rates stores all. Raises OutsideError.
    """
    gap = at.date() - since if since else timedelta.max
    with client.use(providers.ecb(), at=at) as call:
        if gap < timedelta(days=80):
            quotes = parse(call.get(NINETY_DAYS))
        else:
            quotes = rows(unpack(call.get(HISTORY)))
        call.tally.rows_in = call.tally.rows_out = len(quotes)
    return quotes


def parse(document: bytes) -> list[Quote]:
    """Return the rates of an XML file. Raises BadAnswer for anything that is not one.

    A document type, and with it every kind of entity, is refused.
    """
    quotes: list[Quote] = []
    day = ""

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal day
        if name == "Cube" and "time" in attributes:
            day = attributes["time"]
        elif name == "Cube" and "currency" in attributes:
            code = _code(attributes["currency"])
            quotes.append((_day(day), code, _number(attributes.get("rate", ""), code)))

    def refuse(*_args: Any) -> None:
        raise BadAnswer("a document type in a list of rates")

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(document, True)
    except expat.ExpatError as error:
        raise BadAnswer(f"not XML: {error}") from error
    if not quotes:
        raise BadAnswer("no rates in it")
    return quotes


def unpack(archive: bytes) -> str:
    """Return the text of the zipped history. Raises BadAnswer."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as zipped:
            (name,) = zipped.namelist()
            with zipped.open(name) as file:
                text = file.read(MAX_UNPACKED + 1)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError) as error:
        raise BadAnswer(f"not the history: {error}") from error
    if len(text) > MAX_UNPACKED:
        raise BadAnswer("the history is larger than any honest one")
    return text.decode("ascii", "replace")


def span(history: str) -> tuple[date, date]:
    """Return the first and the last day of a history. Raises BadAnswer."""
    lines = history.split("\n")
    days = [line.partition(",")[0] for line in lines[1:] if line]
    return _day(min(days, default="")), _day(max(days, default=""))


def rows(history: str) -> list[Quote]:
    """Return the rates of a history. Raises BadAnswer."""
    header, *lines = list(csv.reader(io.StringIO(history))) or [[]]
    if header[:1] != ["Date"] or not lines:
        raise BadAnswer("the history has no header, or nothing else")
    codes = [_code(code) if code else "" for code in header[1:]]
    found: list[Quote] = []
    for first, *rates in lines:
        day = _day(first)
        if len(rates) != len(codes):
            raise BadAnswer(f"the line of {day} is incomplete")
        found += [
            (day, code, _number(rate, code))
            for code, rate in zip(codes, rates, strict=True)
            if rate not in {"", "N/A"}
        ]
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadAnswer(f"no day: {text!r}"[:80]) from None


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise BadAnswer(f"no currency: {text!r}"[:80])
    return text


def _number(text: str, code: str) -> Decimal:
    """Return a rate. A bare pattern first: Decimal also knows infinities and exponents."""
    rate = Decimal(text) if _NUMBER.fullmatch(text) else Decimal(0)
    if not rate:
        raise BadAnswer(f"no rate of {code}: {text!r}"[:80])
    return rate
