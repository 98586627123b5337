"""What a run found: a table for people, JSON for programs."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Result:
    """One comparison. `ratio` is ours to the floor; `unit` says what both are measured in.

    `is_at_least` tells whether the budget is the least the ratio may be, or the most.
    A result without a floor compares `ours` with the budget itself.
    """

    case: str
    ours: float
    floor: float | None
    unit: str
    budget: float
    is_at_least: bool = False
    note: str = ""

    @property
    def ratio(self) -> float:
        """Return ours in floors, or ours itself when there is no floor."""
        return self.ours / self.floor if self.floor else self.ours

    @property
    def is_kept(self) -> bool:
        """Return whether the budget is kept."""
        return self.ratio >= self.budget if self.is_at_least else self.ratio <= self.budget


_HEAD = ("case", "ours", "floor", "ratio", "budget", "")


def table(results: Sequence[Result]) -> str:
    """Return the results as aligned lines of text."""
    rows = [_HEAD, *(_row(result) for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:5], widths[1:5], strict=True)]
        lines.append("  ".join([*cells, row[5]]).rstrip())
    return "\n".join(lines)


def write(results: Sequence[Result], path: Path) -> None:
    """Write the results as JSON."""
    rows = [
        {**asdict(result), "ratio": result.ratio, "is_kept": result.is_kept} for result in results
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def _row(result: Result) -> tuple[str, ...]:
    sign = ">=" if result.is_at_least else "<="
    floor = f"{_number(result.floor)} {result.unit}" if result.floor else "–"
    verdict = "kept" if result.is_kept else "MISSED"
    note = f"{verdict}  {result.note}".rstrip()
    return (
        result.case,
        f"{_number(result.ours)} {result.unit}",
        floor,
        f"{result.ratio:.2f}" if result.floor else "–",
        f"{sign} {result.budget:g}",
        note,
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.2f}"
