"""The cases: each measures one promise and returns what it found."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from numoraq.bench.report import Result


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured: `full` for figures, `smoke` to see that a case runs at all."""

    rounds: int
    requests: int
    many_entries: int
    import_rows: int
    rows_of_others: int
    today: datetime.date


def full(today: datetime.date) -> Scale:
    """Return the scale of the budgets."""
    return Scale(
        rounds=7,
        requests=400,
        many_entries=100_000,
        import_rows=100_000,
        rows_of_others=1_000_000,
        today=today,
    )


def smoke(today: datetime.date) -> Scale:
    """Return a scale that takes a moment."""
    return Scale(
        rounds=1, requests=8, many_entries=200, import_rows=200, rows_of_others=3000, today=today
    )


type Case = Callable[[Scale], list[Result]]


def by_name() -> dict[str, Case]:
    """Return all cases in the order they run."""
    from numoraq.bench.cases import (
        codes,
        csv_import,
        dashboard,
        growth,
        leaderboard,
        others,
        row_security,
        startup,
        transfer,
        webhook,
    )

    return {
        "others": others.run,  # first, as it compares with tables that are nearly empty
        "dashboard": dashboard.run,
        "growth": growth.run,
        "row-security": row_security.run,
        "csv-import": csv_import.run,
        "transfer": transfer.run,
        "startup": startup.run,
        "leaderboard": leaderboard.run,
        "codes": codes.run,
        "webhook": webhook.run,
    }
