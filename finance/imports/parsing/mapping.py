"""What the columns of a file become: guessed, changed by the person, remembered."""

from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from finance.imports.parsing.vocabulary import REPEATABLE, Field

AUTO = "auto"
BALANCES = frozenset({"assets", "liabilities"})
LEFT_OUT = "skip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """What each column becomes, and how its cells are read."""

    fields: tuple[Field, ...] = ()
    date_order: str = AUTO
    number_style: str = AUTO
    currency: str = "EUR"  # of rows that name none
    category: str = ""  # of every row; empty: by the sign, the column or the word
    kinds: dict[str, str] = field(default_factory=dict)  # folded word: category or "skip"
    own_name: str = ""  # the person's own, which is not the payee
    flips: bool = False  # money out is written without a minus
    rounds: bool = False  # further decimals are rounded

    def to_json(self) -> dict[str, Any]:
        """Return the shape in which it is stored."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Return what was stored; columns that are no longer known are left out."""
        known = {name: stored[name] for name in cls.__dataclass_fields__ if name in stored}
        words = set(Field)
        known["fields"] = tuple(
            Field(word) if word in words else Field.SKIP for word in known.get("fields", ())
        )
        return cls(**known)

    def fitted(self, columns: int) -> Self:
        """Return it for so many columns."""
        fields = (*self.fields, *[Field.SKIP] * columns)[:columns]
        return replace(self, fields=fields)

    def at(self, wanted: Field) -> int | None:
        """Return the column that becomes a field, or None."""
        return self.fields.index(wanted) if wanted in self.fields else None

    def all_at(self, wanted: Field) -> tuple[int, ...]:
        """Return the columns that become a field together."""
        return tuple(i for i, found in enumerate(self.fields) if found == wanted)

    @property
    def faults(self) -> list[str]:
        """What is missing or doubled, as codes: no rows can be read before it is put right."""
        found = []
        if Field.DATE not in self.fields:
            found.append("no_date")
        has_pair = Field.DEBIT in self.fields or Field.CREDIT in self.fields
        if Field.AMOUNT not in self.fields and not has_pair:
            found.append("no_amount")
        if Field.AMOUNT in self.fields and has_pair:
            found.append("two_amounts")
        counts = Counter(found for found in self.fields if found not in REPEATABLE)
        if any(count > 1 for count in counts.values()):
            found.append("doubled")
        return found
