"""Rows that are set aside by a check: somebody has to decide on them."""

from itertools import chain
from typing import IO

from accounts.models import User
from finance.imports import duplicates, own_reading, records, staging
from finance.imports.duplicates import Match
from finance.imports.parsing.layout import Layout
from finance.imports.parsing.mapping import BALANCES
from finance.imports.reading import Result
from finance.models import Import, ImportRow


def set_duplicates(*, found: Import, user: User, result: Result, rows: IO[bytes]) -> int:
    """Store the rows that are there already, or twice in the file; return how many."""
    first, last = min(result.days, default=""), max(result.days, default="")
    has_balances = any(category in BALANCES for category, _currency in result.totals)
    is_new = not result.good or not duplicates.may_exist(
        user_id=user.pk, first=first, last=last, has_balances=has_balances
    )
    if is_new and not result.twins:
        return 0
    _load(staging.Staging(user_id=user.pk, import_id=found.pk), found, rows)
    here = () if is_new else duplicates.find(user_id=user.pk, first=first, last=last)
    matches = {match.line: match for match in here}
    for line, twin in result.twins.items():
        matches.setdefault(line, Match(line, 100, twin_line=twin))
    return duplicates.store(matches.values(), user_id=user.pk, import_id=found.pk)


def _load(tables_of_rows: staging.Staging, found: Import, rows: IO[bytes]) -> None:
    if Layout.from_json(found.layout).is_own:
        entries, _values = own_reading.split(rows)
        tables_of_rows.load(entries, records.OWN_COLUMNS)
    else:
        tables_of_rows.load(chain.from_iterable(staging.pieces(rows, rows=staging.BATCH)))


def bad_rows(*, found: Import, user: User, result: Result) -> list[ImportRow]:
    """Return the rows that cannot be read, with the reasons; not stored yet."""
    return [
        ImportRow(
            user=user,
            import_file=found,
            line=record.line,
            cells=record.cells,
            problems=[problem.to_json() for problem in record.problems],
        )
        for record in result.bad_records
    ]
