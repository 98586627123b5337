"""What is owned and owed, against a slow recount of random books."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from finance import kinds
from finance.dashboard import spans
from finance.dashboard.page import Dashboard
from finance.selectors import balance_query, balances, dashboard, groups, sparks, worth_series
from finance.selectors import entries as lists
from finance.tests.books import slow
from finance.tests.books.book import Balance, Book, books, quick
from finance.tests.books.conftest import Shelf
from finance.tests.books.slow import is_close
from numoraq.lib import currencies
from numoraq.lib.money import Money


def now(user: User, book: Book) -> Dashboard:
    today, currency = book.today, book.currency
    return dashboard.read(user=user, currency=currency, today=today, span=spans.DEFAULT)


def owned(book: Book, category: str = "assets") -> list[Balance]:
    return [balance for balance in slow.kept(book) if balance.category == category]


def is_cent(found: Money, expected: Fraction) -> bool:
    cent = Decimal(1).scaleb(-currencies.places(found.currency))
    return abs(Fraction(found.amount) - expected) <= cent


def has_rate(book: Book, balance: Balance) -> bool:
    return slow.worth(book, Fraction(1), balance.currency, book.today) is not None


def test_net_worth_is_everything_owned_less_everything_owed(alice: User, shelved: Shelf) -> None:
    @quick
    @given(book=books())
    def check(book: Book) -> None:
        with shelved(book):
            found = now(alice, book)
        face, today = found.face, book.today
        liquid = [balance for balance in owned(book) if balance.is_liquid]
        assert is_cent(face.net, slow.net(book, today))
        assert is_cent(face.owned, slow.sum_of(book, owned(book), today))
        assert is_cent(-face.owed, slow.sum_of(book, owned(book, "liabilities"), today))
        if face.liquid_share is not None:
            whole = slow.sum_of(book, owned(book), today)
            assert is_close(face.liquid_share, 100 * slow.sum_of(book, liquid, today) / whole)
        assert face.has_entries == bool(slow.kept(book))

    check()


def test_kinds_make_up_what_is_owned(alice: User, shelved: Shelf) -> None:
    @quick
    @given(book=books())
    def check(book: Book) -> None:
        with shelved(book):
            found = now(alice, book)
        by_kind: dict[str, Fraction] = defaultdict(Fraction)
        for balance in owned(book):
            if has_rate(book, balance):
                by_kind[balance.kind or kinds.OTHER] += slow.sum_of(book, [balance], book.today)
        above_nothing = {code for code, amount in by_kind.items() if amount > 0}
        assert {part.code for part in found.shares} == above_nothing
        for part in found.shares:
            assert is_close(part.money.amount, by_kind[part.code])
        sizes = [part.money.amount for part in found.shares]
        assert sizes == sorted(sizes, reverse=True)
        if above_nothing == set(by_kind) and above_nothing:
            shown = [part.share for part in found.shares if part.share is not None]
            assert is_close(sum(shown, Decimal(0)), 100)

    check()


def test_currencies_make_up_net_worth(alice: User, shelved: Shelf) -> None:
    @quick
    @given(book=books())
    def check(book: Book) -> None:
        with shelved(book):
            found = now(alice, book)
        native: dict[str, Fraction] = defaultdict(Fraction)
        for balance in slow.kept(book):
            sign = 1 if balance.category == "assets" else -1
            native[balance.currency] += sign * Fraction(balance.values[-1][1])
        assert {part.currency for part in found.currencies} == set(native)
        for part in found.currencies:
            assert is_close(part.amount.amount, native[part.currency])
            expected = slow.worth(book, native[part.currency], part.currency, book.today)
            assert (part.conversion is None) == (expected is None)
            if part.conversion and expected is not None:
                assert is_close(part.conversion.money.amount, expected)

    check()


def test_what_has_no_rate_is_named_with_its_items(alice: User, shelved: Shelf) -> None:
    @quick
    @given(book=books())
    def check(book: Book) -> None:
        with shelved(book):
            found = now(alice, book).face.left_out
        without = [balance for balance in slow.kept(book) if not has_rate(book, balance)]
        assert [part.currency for part in found] == sorted({b.currency for b in without})
        for part in found:
            count = sum(balance.currency == part.currency for balance in without)
            assert part.entries == count

    check()


def test_a_series_counts_each_day_by_its_own_rates(alice: User, shelved: Shelf) -> None:
    @quick
    @given(book=books(), length=st.integers(1, 450), points=st.integers(2, 9))
    def check(book: Book, length: int, points: int) -> None:
        start = book.today - timedelta(days=length)
        with shelved(book):
            found = worth_series.series(
                user=alice, currency=book.currency, start=start, end=book.today, points=points
            )
        assert (found.points[0].on, found.points[-1].on) == (start, book.today)
        for point in found.points:
            liquid = [balance for balance in owned(book) if balance.is_liquid]
            assert is_close(point.total, slow.net(book, point.on))
            assert is_close(point.assets, slow.sum_of(book, owned(book), point.on))
            assert is_close(point.liquid, slow.sum_of(book, liquid, point.on))

    check()


def test_the_groups_of_a_list_make_up_its_category(alice: User, shelved: Shelf) -> None:
    @quick
    @given(book=books(), category=st.sampled_from(["assets", "liabilities"]))
    def check(book: Book, category: str) -> None:
        today, currency = book.today, book.currency
        query = balance_query.Query(category=category)
        with shelved(book):
            page = balances.page(user=alice, currency=currency, today=today, query=query)
            above = groups.of(user=alice, currency=currency, category=category, today=today)
        expected = slow.sum_of(book, owned(book, category), today)
        assert is_close(page.total.amount, expected)
        assert is_close(sum((group.money.amount for group in above), Decimal(0)), expected)
        count = len(owned(book, category))
        assert sum(section.count for section in page.sections) == count
        assert sum(group.count for group in above) == count
        assert sum(len(section.rows) for section in page.sections) == count
        assert page.missing == sum(not has_rate(book, b) for b in owned(book, category))
        assert len(page.uncounted) == page.missing

    check()


def test_a_small_line_has_the_value_of_each_day(alice: User, shelved: Shelf) -> None:
    @quick
    @given(book=books())
    def check(book: Book) -> None:
        query = lists.Query()
        with shelved(book):
            page = lists.page(user=alice, currency=book.currency, today=book.today, query=query)
        window = sparks.days(book.today)
        for row in page.rows:
            if row.entry.is_balance:
                balance = book.balances[int(row.entry.name.split()[1])]
                line = [balance.on(day) for day in window]
                known = [(day, a) for day, a in zip(window, line, strict=True) if a is not None]
                worth = [slow.worth(book, a, balance.currency, day) for day, a in known]
                # In the currency of the page if every day has a rate, else in its own.
                own = [Fraction(amount) for _day, amount in known]
                expected = own if None in worth else [value for value in worth if value is not None]
                assert len(row.spark) == len(expected)
                assert all(map(is_close, row.spark, expected))

    check()
