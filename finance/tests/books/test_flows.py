"""What came in and went out, against a slow recount of random books."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from finance import kinds
from finance.dashboard import spans
from finance.dashboard.sums import LISTED
from finance.selectors import (
    dashboard,
    flow_sums,
    flows,
    journal,
    journal_sums,
    standing,
    usage,
)
from finance.selectors.journal_query import Query
from finance.tests.books import slow
from finance.tests.books.book import Book, Flow, books, quick
from finance.tests.books.conftest import Shelf
from finance.tests.books.slow import is_close

categories = st.sampled_from(["income", "expenses"])


def test_months_count_single_flows_and_occurrences(alice: User, shelved: Shelf) -> None:
    @quick
    @given(book=books(), count=st.integers(1, 14))
    def check(book: Book, count: int) -> None:
        with shelved(book):
            found = flows.by_month(
                user=alice, currency=book.currency, today=book.today, months=count
            )
        assert [month.on for month in found] == slow.months_back(book.today, count)
        for month in found:
            assert is_close(month.income.amount, slow.in_month(book, month.on, "income"))
            assert is_close(month.expenses.amount, slow.in_month(book, month.on, "expenses"))

    check()


def test_what_was_kept_is_income_less_expenses_of_the_days_between(
    alice: User, shelved: Shelf
) -> None:
    @quick
    @given(book=books(), length=st.integers(0, 420), before=st.integers(0, 70))
    def check(book: Book, length: int, before: int) -> None:
        through = book.today - timedelta(days=before)
        after = through - timedelta(days=length)
        with shelved(book):
            found = flow_sums.kept(user=alice, currency=book.currency, after=after, through=through)
        expected = Fraction(0)
        for on, flow in slow.happened(book, after + timedelta(days=1), through):
            rates_of = min(slow.month_end(on), through)
            sign = 1 if flow.category == "income" else -1
            expected += sign * (slow.worth(book, flow.amount, flow.currency, rates_of) or 0)
        assert is_close(found.amount, expected)

    check()


def all_lines(user: User, book: Book, query: Query, size: int) -> list[journal.Line]:
    """Return the lines of all pages, one after the other."""
    lines: list[journal.Line] = []
    place = None
    while True:
        page = journal.page(user=user, currency=book.currency, query=query, place=place, size=size)
        lines += [line for month in page.months for line in month.lines]
        place = page.older
        if place is None:
            return lines


def matches(flow: Flow, query: Query) -> bool:
    kind = {query.kind, ""} if query.kind == kinds.OTHER else {query.kind}
    return flow.category == query.category and (not query.kind or flow.kind in kind)


def test_the_journal_has_every_flow_of_its_days_once(alice: User, shelved: Shelf) -> None:
    @quick
    @given(
        book=books(),
        category=categories,
        kind=st.sampled_from(["", "food", "other"]),
        since=st.none() | st.integers(0, 420),
        before=st.integers(0, 70),
        size=st.integers(1, 7),
    )
    def check(
        book: Book, category: str, kind: str, since: int | None, before: int, size: int
    ) -> None:
        until = book.today - timedelta(days=before)
        first = None if since is None else until - timedelta(days=since)
        query = Query(category=category, kind=kind, since=first, until=until)
        with shelved(book):
            lines = all_lines(alice, book, query, size)
        happened = slow.happened(book, first or date(2022, 1, 1), until)
        expected = [(on, flow) for on, flow in happened if matches(flow, query)]
        assert len({line.id for line in lines}) == len(lines)
        assert [line.on for line in lines] == sorted((on for on, _ in expected), reverse=True)
        assert sorted((line.on, line.money.amount) for line in lines) == sorted(
            (on, flow.amount) for on, flow in expected
        )
        for line in lines:
            worth = slow.worth(book, line.money.amount, line.money.currency, line.on)
            assert (line.conversion is None) == (worth is None)
            if line.conversion and worth is not None:
                assert is_close(line.conversion.money.amount, worth)

    check()


def test_sums_from_rows_equal_the_sums_that_are_kept(alice: User, shelved: Shelf) -> None:
    """A search counts rows, a list without one reads sums: both say the same of whole months."""

    @quick
    @given(book=books(), category=categories, months=st.integers(0, 14), before=st.integers(0, 70))
    def check(book: Book, category: str, months: int, before: int) -> None:
        until = book.today - timedelta(days=before)
        since = slow.months_back(until, months + 1)[0]
        kept = Query(category=category, since=since, until=until)
        rows = Query(category=category, since=since, until=until, search="flow")
        with shelved(book):
            found, searched = (
                journal_sums.sum_of(user=alice, currency=book.currency, query=query)
                for query in (kept, rows)
            )
        expected, missing = Fraction(0), set()
        for on, flow in slow.happened(book, since, until):
            if flow.category == category:
                rates_of = min(slow.month_end(on), until)
                worth = slow.worth(book, flow.amount, flow.currency, rates_of)
                expected += worth or 0
                missing |= {flow.currency} if worth is None else set()
        assert is_close(searched.money.amount, expected)
        assert is_close(found.money.amount, expected)
        assert set(searched.missing) == set(found.missing) == missing

    check()


def test_rhythms_hold_every_recurring_flow_with_its_next_day(alice: User, shelved: Shelf) -> None:
    @quick
    @given(book=books(), category=categories)
    def check(book: Book, category: str) -> None:
        query = Query(category=category, until=book.today)
        with shelved(book):
            found = standing.rhythms(
                user=alice, currency=book.currency, today=book.today, query=query
            )
        shown = {row.entry.name: row.next_on for rhythm in found for row in rhythm.rows}
        for number, flow in enumerate(book.flows):
            is_shown = flow.category == category and flow.frequency and not flow.is_deleted
            name = f"Flow {number}"
            assert (name in shown) == bool(is_shown)
            if is_shown:
                ahead = (book.today + timedelta(days=n) for n in range(1, 1200))
                expected = next((day for day in ahead if slow.is_due(flow, day)), None)
                assert shown[name] == expected

    check()


def test_currencies_in_use_are_those_of_what_is_there(alice: User, shelved: Shelf) -> None:
    @quick
    @given(book=books())
    def check(book: Book) -> None:
        with shelved(book):
            found = list(usage.currencies(user=alice))
            months = list(usage.months(user=alice, category="expenses", today=book.today))
        used = {balance.currency for balance in slow.kept(book)}
        used |= {code for code, _on in book.own}
        used |= {flow.currency for flow in book.flows if not flow.is_deleted}
        assert found == ["EUR", *sorted(used - {"EUR"})]
        spent = {
            on.replace(day=1)
            for on, flow in slow.happened(book, date(2022, 1, 1), book.today)
            if flow.category == "expenses"
        }
        assert spent <= set(months)
        assert all(month <= book.today for month in months)
        assert months == sorted(months, reverse=True)

    check()


def test_the_dashboard_says_what_the_recount_says(alice: User, shelved: Shelf) -> None:
    @quick
    @given(book=books(), span=st.sampled_from(spans.ALL))
    def check(book: Book, span: spans.Span) -> None:
        with shelved(book):
            page = dashboard.read(user=alice, currency=book.currency, today=book.today, span=span)
        cent = Decimal(1) if book.currency == "JPY" else Decimal("0.01")
        assert abs(Fraction(page.face.net.amount) - slow.net(book, book.today)) <= cent
        for day, money in page.face.points:
            assert abs(Fraction(money.amount) - slow.net(book, day)) <= cent
        for month in page.months.rows:
            expected = slow.in_month(book, month.on, "income")
            assert abs(Fraction(month.income.amount) - expected) <= cent
        assert page.face.has_entries == bool(slow.kept(book))
        due = [
            day
            for day in (book.today + timedelta(days=n) for n in range(1, 31))
            for flow in book.flows
            if not flow.is_deleted and slow.is_due(flow, day)
        ]
        assert [coming.on for coming in page.coming] == due[:LISTED]
        assert page.coming_count == len(due)

    check()
