"""The figures of the dashboard, against a slow recount of random books."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from finance.dashboard import spans
from finance.dashboard.face import MONTH, YEAR, Change
from finance.dashboard.page import Dashboard
from finance.selectors import dashboard, dashboard_rows
from finance.tests.books import slow
from finance.tests.books.book import Book, books, quick
from finance.tests.books.conftest import Shelf

LONG_AGO = date(2022, 1, 1)


def read(user: User, book: Book, span: spans.Span = spans.DEFAULT) -> Dashboard:
    return dashboard.read(user=user, currency=book.currency, today=book.today, span=span)


def is_near(found: Decimal, expected: Fraction, *, book: Book, times: int = 1) -> bool:
    """Return whether a figure is right to the last digit that is shown of it."""
    digit = Fraction(1) if book.currency == "JPY" else Fraction(1, 100)
    return abs(Fraction(found) - expected) <= digit * times


def without_rate(book: Book, day: date) -> set[str]:
    """Return the currencies of what was held on a day, of which there was no rate."""
    held = [balance for balance in slow.kept(book) if balance.on(day)]
    return {b.currency for b in held if slow.worth(book, Fraction(1), b.currency, day) is None}


def happened(book: Book) -> list[slow.Happened]:
    return list(slow.happened(book, LONG_AGO, book.today))


def test_the_latest_are_the_newest_that_happened(alice: User, shelved: Shelf) -> None:
    @quick
    @given(book=books())
    def check(book: Book) -> None:
        with shelved(book):
            latest = read(alice, book).latest
        days = sorted((on for on, _flow in happened(book)), reverse=True)
        if days:
            assert [item.on for item in latest] == days[: dashboard_rows.LATEST]
            known = {(on, flow.amount, flow.category) for on, flow in happened(book)}
            assert {(item.on, item.money.amount, item.category) for item in latest} <= known
            assert all((item.signed.amount < 0) == (item.category == "expenses") for item in latest)
        else:
            values = sorted((b.values[-1][0] for b in slow.kept(book)), reverse=True)
            assert [item.on for item in latest] == values[: dashboard_rows.LATEST]

    check()


def test_a_change_is_told_only_where_both_ends_are_known(alice: User, shelved: Shelf) -> None:
    @quick
    @given(book=books())
    def check(book: Book) -> None:
        with shelved(book):
            face = read(alice, book).face
        for ago, change in ((MONTH, face.month), (YEAR, face.year)):
            then = book.today - ago
            compare(book, then, change)

    def compare(book: Book, then: date, change: Change | None) -> None:
        if without_rate(book, then) != without_rate(book, book.today):
            assert change is None
        elif change is not None:
            expected = slow.net(book, book.today) - slow.net(book, then)
            assert is_near(change.money.amount, expected, book=book, times=2)
            assert (change.percent is None) == (round(slow.net(book, then), 2) <= 0)

    check()


def test_what_explains_a_change_adds_up_to_it(alice: User, shelved: Shelf) -> None:
    @quick
    @given(book=books())
    def check(book: Book) -> None:
        with shelved(book):
            page = read(alice, book)
        explained = page.face.explained
        if explained is None:
            return
        first = slow.months_back(book.today, 12)[0]
        kept = sum(
            slow.in_month(book, month, "income") - slow.in_month(book, month, "expenses")
            for month in slow.months_back(book.today, 12)
        )
        change = slow.net(book, book.today) - slow.net(book, first - timedelta(days=1))
        assert explained.since == first
        assert is_near(explained.kept.amount, Fraction(kept), book=book, times=24)
        whole = explained.kept.amount + explained.rest.amount
        assert is_near(whole, change, book=book, times=2)
        assert explained.overspent.amount == -explained.kept.amount
        # A balance that was first written down meanwhile would be told as a gain.
        assert all(balance.values[0][0] < first for balance in slow.kept(book))

    check()


def test_what_is_left_out_is_counted(alice: User, shelved: Shelf) -> None:
    @quick
    @given(book=books())
    def check(book: Book) -> None:
        with shelved(book):
            left_out = read(alice, book).face.left_out
        expected: dict[str, int] = {}
        for balance in slow.kept(book):
            if slow.worth(book, Fraction(1), balance.currency, book.today) is None:
                expected[balance.currency] = expected.get(balance.currency, 0) + 1
        assert {left.currency: left.entries for left in left_out} == expected

    check()


def test_a_chart_begins_with_the_first_value_and_ends_today(alice: User, shelved: Shelf) -> None:
    @quick
    @given(book=books(), span=st.sampled_from(spans.ALL))
    def check(book: Book, span: spans.Span) -> None:
        with shelved(book):
            points = read(alice, book, span).face.points
        # Nought changes nothing: worth begins with the first value that is something.
        days = [on for balance in slow.kept(book) for on, amount in balance.values if amount]
        if not days:
            assert points == []
            return
        first = min(days)
        assert points[-1][0] == book.today
        assert points[0][0] >= first
        if span.days is not None:
            assert (book.today - points[0][0]).days <= span.days
        assert len(points) <= spans.POINTS + 1

    check()


def test_old_rates_are_told_with_their_day(alice: User, shelved: Shelf) -> None:
    @quick
    @given(book=books())
    def check(book: Book) -> None:
        with shelved(book):
            page = read(alice, book)
        stale = page.stale_rates_on
        assert stale is None or 5 < (book.today - stale).days <= slow.MAX_AGE.days
        foreign = {balance.currency for balance in slow.kept(book)} - {book.currency}
        assert page.has_many_currencies == bool(foreign)

    check()
