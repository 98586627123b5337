"""What a page costs a person with a hundred entries and one with a hundred thousand.

Before each request the person's figures are made stale, so that nothing cached is measured.
"""

from collections.abc import Callable

from accounts.models import User
from numoraq.bench import crowd, load, measure, people, server
from numoraq.bench.cases import Scale
from numoraq.bench.report import Result

_FEW = 100
_BUDGET = 1.2
_PAGES = {"dashboard, cold": "/dashboard/", "entries": "/entries/expenses/"}


def run(scale: Scale) -> list[Result]:
    """Compare the medians of both people on each page."""
    few = people.make(rows=_FEW, today=scale.today)
    many = people.make(rows=scale.many_entries, today=scale.today)
    crowd.count()  # as autovacuum does within its minute, which the bench does not wait for
    with server.serving("numoraq.wsgi:application", static=True) as app:
        return [
            _compare(name, path, [_visit(app, path, person) for person in (few, many)], scale)
            for name, path in _PAGES.items()
        ]


def _visit(app: str, path: str, person: User) -> Callable[[], object]:
    browser = load.Browser(app, people.cookie(person))

    def visit() -> object:
        people.touch(person)
        return browser.get(path)

    return visit


def _compare(name: str, path: str, visits: list[Callable[[], object]], scale: Scale) -> Result:
    small, large = measure.alternate(visits, rounds=scale.rounds * 6)
    return Result(
        f"{name}: {scale.many_entries:,} entries against {_FEW}",
        large.p50 * 1000,
        small.p50 * 1000,
        "ms",
        _BUDGET,
        note=path,
    )
