"""Our own exports, read back: which files they are, and their records as words."""

import json
import re
from collections.abc import Iterator
from typing import IO, Any, Final

from finance.exports import shape
from finance.imports.parsing import tables
from finance.imports.parsing.layout import OWN_JSON, Layout
from finance.imports.parsing.problems import BadFile

COLUMNS: Final = shape.COLUMNS
_PIECE: Final = 1 << 16  # characters read at once
_LONGEST: Final = 1 << 22  # characters of one entry with its history
_HEAD: Final = 4096  # characters before the first entry, at most
_OPENING: Final = re.compile(r',?\s*"entries"\s*:\s*\[')
_RATES: Final = re.compile(r'\]\s*,\s*"rates"\s*:\s*\[')
_GAP: Final = re.compile(r"[\s,]*")

type Record = dict[str, str]


def is_header(columns: tuple[str, ...]) -> bool:
    """Return whether these are the headings of one of our CSV exports."""
    return set(columns) >= shape.NEEDED


def is_json(text: str) -> bool:
    """Return whether this is the beginning of one of our JSON exports."""
    return f'"{shape.FORMAT}"' in text[:_HEAD]


def records(stream: IO[bytes], layout: Layout) -> Iterator[tuple[int, Record]]:
    """Yield the records of an export with the line, or the number of the entry, they stand in.

    Raises BadFile.
    """
    if layout.kind == OWN_JSON:
        yield from _of_json(stream, layout)
        return
    for line, cells in tables.rows(stream, layout):
        yield line, _unguarded(dict(zip(layout.columns, cells, strict=False)))


def _unguarded(record: Record) -> Record:
    return {
        name: shape.unguard(cell) if name in shape.TEXTS else cell.strip()
        for name, cell in record.items()
    }


def _of_json(stream: IO[bytes], layout: Layout) -> Iterator[tuple[int, Record]]:
    text = tables.text_of(stream, layout.encoding)
    for number, (is_rate, entry) in enumerate(_items(text), 1):
        if number > tables.MOST_ROWS:
            raise BadFile("file_rows")
        if not isinstance(entry, dict):
            raise BadFile("file_format")
        if is_rate:
            yield number, _rate(entry)
            continue
        yield number, {**_words(entry), "record": shape.ENTRY}
        for kind, key in ((shape.VALUATION, "valuations"), (shape.OCCURRENCE, "occurrences")):
            for item in _list(entry.get(key)):
                yield number, {**_words(item), "record": kind, "id": _word(entry.get("id"))}


def _rate(item: dict[str, Any]) -> Record:
    told = {"currency": "currency", "date": "on", "amount": "per_eur"}
    return {"record": shape.RATE} | {column: _word(item.get(key)) for column, key in told.items()}


def _list(value: object) -> list[dict[str, Any]]:
    items = value if isinstance(value, list) else []
    return [item for item in items if isinstance(item, dict)]


def _words(entry: dict[str, Any]) -> Record:
    return {name: _word(value) for name, value in entry.items() if name in COLUMNS}


def _word(value: object) -> str:
    """Return a value of JSON as the cell of a table, without what no column can store."""
    if value is None or isinstance(value, list | dict):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).replace("\0", "").encode(errors="replace").decode()


def _items(text: IO[str]) -> Iterator[tuple[bool, object]]:
    """Yield entries, then rates (True), one by one, whatever the size of the file.

    Raises BadFile.
    """
    scan = _Scan(text)
    has_rates = scan.skip_head() > 1
    while (item := scan.item()) is not _Scan.END:
        yield False, item
    if has_rates:
        scan.skip_to_rates()
        while (item := scan.item()) is not _Scan.END:
            yield True, item


class _Scan:
    """A window that moves over the text of a JSON list."""

    END: Final = object()

    def __init__(self, text: IO[str]) -> None:
        self._text = text
        self._window = text.read(_HEAD)
        self._at = 0  # in the window
        self._passed = 0  # characters before the window
        self._decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)

    def skip_head(self) -> int:
        """Go to the first entry; return the version of the file."""
        found = _OPENING.search(self._window)
        try:
            head = json.loads(self._window[: found.start()] + "}") if found else {}
        except ValueError:
            head = {}
        version = head.get("version")
        if not found or head.get("format") != shape.FORMAT or version not in shape.READABLE:
            raise BadFile("file_format")
        self._at = found.end()
        return int(version)

    def skip_to_rates(self) -> None:
        """Go from the end of the entries to the first rate. Raises BadFile."""
        while (found := _RATES.match(self._window, self._at)) is None:
            if len(self._window) - self._at > _HEAD:
                raise BadFile("file_json", position=str(self._passed + self._at + 1))
            self._read_on(self._at)
        self._at = found.end()

    def item(self) -> object:
        """Return the next entry, or END."""
        while True:
            start = _GAP.match(self._window, self._at).end()  # type: ignore[union-attr]
            if self._window.startswith("]", start):
                self._at = start
                return self.END
            try:
                item, self._at = self._decoder.raw_decode(self._window, start)
            except (ValueError, RecursionError):
                self._read_on(start)
            else:
                return item

    def _read_on(self, start: int) -> None:
        piece = self._text.read(_PIECE)
        if not piece or len(self._window) - start > _LONGEST:
            raise BadFile("file_json", position=str(self._passed + start + 1))
        self._passed += start
        self._window = self._window[start:] + piece
        self._at = 0


def cells_of(record: Record) -> list[str]:
    """Return a record as the cells of its columns."""
    return [record.get(name, "") for name in COLUMNS]
