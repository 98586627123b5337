"""How a file is laid out: what has to be known to read its rows."""

import hashlib
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from finance.imports.parsing.words import fold

TABLE, OWN_CSV, OWN_JSON = "table", "own_csv", "own_json"
DELIMITERS = (";", ",", "\t", "|")
QUOTES = ('"', "'", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The layout of one file. `first_line` counts the physical lines before the first row."""

    kind: str = TABLE
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    has_header: bool = True
    first_line: int = 1
    columns: tuple[str, ...] = ()
    samples: tuple[tuple[str, ...], ...] = ()
    lines: int = 0  # physical lines of the whole file, near enough for progress
    hint: str = ""  # what stands before the headings: it may name the currency
    is_forced: bool = field(default=False)  # chosen by the person and not found out

    def to_json(self) -> dict[str, Any]:
        """Return the shape in which it is stored."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Return what was stored."""
        known = {name: stored[name] for name in cls.__dataclass_fields__ if name in stored}
        known["columns"] = tuple(known.get("columns", ()))
        known["samples"] = tuple(tuple(row) for row in known.get("samples", ()))
        return cls(**known)

    @property
    def is_own(self) -> bool:
        """Whether the file is one of our own exports, so that its columns need no mapping."""
        return self.kind != TABLE

    @property
    def header_hash(self) -> str:
        """What files with the same headings share, whoever wrote them and whenever."""
        heads = [fold(name) for name in self.columns] if self.has_header else ["", *self._shape()]
        return hashlib.sha256("\x1f".join(heads).encode()).hexdigest()

    def _shape(self) -> list[str]:
        return [str(len(self.columns)), self.delimiter]

    def with_samples(self, samples: tuple[tuple[str, ...], ...]) -> Self:
        """Return the same layout with other sample rows."""
        return replace(self, samples=samples)
