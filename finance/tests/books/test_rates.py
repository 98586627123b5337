"""Rates in force and rates over time, against a slow look at random rates."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.conf import settings
from hypothesis import assume, given
from hypothesis import strategies as st

from accounts.models import User
from finance.selectors import rate_list, rates
from finance.tests.books import slow
from finance.tests.books.book import CURRENCIES, Book, books, quick
from finance.tests.books.conftest import Shelf
from finance.tests.books.slow import is_close
from numoraq.lib.money import Money

codes = st.sampled_from(CURRENCIES)
agos = st.lists(st.integers(0, 430), min_size=1, max_size=6, unique=True)


def newest(book: Book, currency: str, *, own: bool = False) -> date | None:
    """Return the day of the newest rate, up to today where it is one's own."""
    known = book.own if own else book.published
    days = [on for code, on in known if code == currency and (not own or on <= book.today)]
    return max(days, default=None)


def test_the_rate_of_a_day_is_ones_own_or_the_last_that_is_fresh(
    alice: User, shelved: Shelf
) -> None:
    @quick
    @given(book=books(), ago=agos)
    def check(book: Book, ago: list[int]) -> None:
        asked = [book.today - timedelta(days=back) for back in ago]
        with shelved(book):
            table = rates.table(user=alice, currencies=CURRENCIES, days=asked)
        for day in asked:
            for code in CURRENCIES:
                found, expected = table.rate(currency=code, on=day), slow.rate(book, code, day)
                assert (found is None) == (expected is None), (code, day)
                if found and expected:
                    assert Fraction(found.per_eur) == expected
                    assert found.on <= day
                    is_own = any(c == code and on <= day for c, on in book.own)
                    assert (found.source == rates.MANUAL) == is_own

    check()


def test_there_and_back_is_where_one_was(alice: User, shelved: Shelf) -> None:
    @quick
    @given(book=books(), one=codes, other=codes)
    def check(book: Book, one: str, other: str) -> None:
        today = book.today
        with shelved(book):
            table = rates.table(user=alice, currencies=[one, other], days=[today])
        there = table.convert(Money(Decimal(100), one), to=other, on=today)
        if there is not None:
            back = table.convert(there.money, to=one, on=today)
            assert back is not None
            assert is_close(back.money.amount, 100)
            assert is_close(there.money.amount, Fraction(there.rate) * 100)
        else:
            assert None in {slow.rate(book, one, today), slow.rate(book, other, today)}

    check()


def test_every_currency_in_use_is_listed_with_its_rate(alice: User, shelved: Shelf) -> None:
    @quick
    @given(book=books())
    def check(book: Book) -> None:
        with shelved(book):
            found = rate_list.lines(user=alice, currency=book.currency, today=book.today)
        assert book.currency not in {line.currency for line in found}
        for line in found:
            expected = slow.worth(book, Fraction(1), line.currency, book.today)
            assert (line.conversion is None) == (expected is None)
            if line.conversion and expected:
                assert is_close(line.conversion.money.amount, expected)
            own = newest(book, line.currency, own=True)
            assert (line.own.on if line.own else None) == own
            assert line.last_on == newest(book, line.currency)
            limit = settings.FX_STALE_AFTER_DAYS
            assert not line.is_old or (line.age is not None and line.age > limit)

    check()


def test_a_rate_over_time_is_that_of_each_day(alice: User, shelved: Shelf) -> None:
    @quick
    @given(book=books(), one=codes, other=codes, days=st.sampled_from([30, 365, None]))
    def check(book: Book, one: str, other: str, days: int | None) -> None:
        assume(one != other)
        with shelved(book):
            found = rate_list.series(user=alice, one=one, other=other, today=book.today, days=days)
        assert len(found) <= rate_list.POINTS + 1
        assert [quote.on for quote in found] == sorted({quote.on for quote in found})
        for quote in found:
            source, target = (slow.rate(book, code, quote.on) for code in (one, other))
            assert source is not None
            assert target is not None
            is_turned = quote.one == other
            expected = source / target if is_turned else target / source
            assert quote.money.currency == (one if is_turned else other)
            assert is_close(quote.money.amount, expected)
        if found:
            assert found[-1].money.amount >= 1  # the one that is worth more is the one counted

    check()
