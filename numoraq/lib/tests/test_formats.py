"""Money, numbers and dates as one person reads them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from numoraq.lib import formats
from numoraq.lib.money import Money

DAY = date(2026, 11, 2)
amounts = st.decimals(-(10**13), 10**13, places=2, allow_nan=False)


def money(amount: str, currency: str = "EUR", language: str = "en", **choices: str) -> str:
    return formats.writer(language, **choices).money(Money(Decimal(amount), currency))


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "−€1,234,567.89"),
        ("pt", "−1.234.567,89\xa0€"),
        ("de", "−1.234.567,89\xa0€"),
        ("es", "−1.234.567,89\xa0€"),
        ("fr", "−1\u202f234\u202f567,89\xa0€"),
    ],
)
def test_each_language_writes_money_its_way(language: str, written: str) -> None:
    assert money("-1234567.89", language=language) == written


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        ("1234.5", "USD", "$1,234.50"),
        ("5000", "JPY", "¥5,000"),
        ("1.5", "KWD", "KWD\xa01.500"),
        ("48250", "BRL", "R$\xa048,250.00"),
        ("41880.05", "CHF", "CHF\xa041,880.05"),
        ("1284500000", "AOA", "Kz\xa01,284,500,000.00"),
        ("12", "CAD", "CA$\xa012.00"),
    ],
)
def test_each_currency_has_its_sign_and_decimals(amount: str, currency: str, written: str) -> None:
    assert money(amount, currency) == written


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("0.84213377", "0.84213377\xa0BTC"),
        ("6.20418", "6.20418\xa0BTC"),
        ("6.5", "6.50\xa0BTC"),
        ("1", "1.00\xa0BTC"),
        ("-0.00000001", "−0.00000001\xa0BTC"),
    ],
)
def test_coins_show_the_decimals_they_need(amount: str, written: str) -> None:
    assert money(amount, "BTC") == written


@pytest.mark.parametrize(
    ("choice", "written"),
    [
        ("point", "€1,234.50"),
        ("comma", "€1.234,50"),
        ("space", "€1\xa0234,50"),
        ("auto", "€1,234.50"),
    ],
)
def test_number_format_overrules_the_language(choice: str, written: str) -> None:
    assert money("1234.5", number_format=choice) == written


@pytest.mark.parametrize("amount", ["-0.001", "0", "-0.00"])
def test_what_rounds_to_zero_has_no_sign(amount: str) -> None:
    assert money(amount) == "€0.00"
    assert formats.writer("en").money(Money(Decimal(amount), "EUR"), sign=True) == "€0.00"


def test_sign_is_written_when_asked() -> None:
    write = formats.writer("en")
    assert write.money(Money(Decimal(5), "EUR"), sign=True) == "+€5.00"
    assert write.number(5, sign=True) == "+5"
    assert write.percent(Decimal("-3.14"), sign=True) == "−3.1%"
    assert write.compact(12_000, sign=True) == "+12K"


def test_places_overrule_the_currency() -> None:
    write = formats.writer("en")
    assert write.money(Money(Decimal("1234.56"), "EUR"), places=0) == "€1,235"
    assert write.money(Money(Decimal("0.123456"), "BTC"), places=3) == "0.123\xa0BTC"


def test_amounts_write_plain_numbers_of_one_currency() -> None:
    write = formats.writer("en").amounts("EUR", places=0)
    assert [write(1234.5), write(Decimal(-7)), write(0)] == ["€1,234", "−€7", "€0"]


def test_parts_come_apart() -> None:
    part = formats.writer("de").parts(Money(Decimal("-2124.24"), "EUR"))
    assert (part.sign, part.symbol, part.whole, part.fraction) == ("−", "€", "2.124", ",24")
    assert not part.is_symbol_first
    assert formats.writer("en").parts(Money(Decimal(5000), "JPY")).fraction == ""


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (5.5, "5.5"),
        (12, "12"),
        (999, "999"),
        (1000, "1K"),
        (392_294, "392K"),
        (999_999, "1M"),
        (1_590_000, "1.59M"),
        (-2_330_000_000, "−2.33B"),
        (1e15, "1,000T"),
    ],
)
def test_compact_has_three_digits_and_a_unit(value: float, written: str) -> None:
    assert formats.writer("en").compact(value) == written


@pytest.mark.parametrize(
    ("date_format", "this_year", "another"),
    [("dmy", "22 Nov", "31 Dec 2099"), ("ymd", "2026-11-22", "2099-12-31")],
)
def test_a_day_has_its_year_where_it_could_be_misread(
    date_format: str, this_year: str, another: str
) -> None:
    write = formats.writer("en", date_format)
    today = date(2026, 11, 1)
    assert write.day_near(date(2026, 11, 22), today=today) == this_year
    assert write.day_near(date(2099, 12, 31), today=today) == another


def test_a_scale_has_one_number_of_decimals() -> None:
    write = formats.writer("en")
    ticks = [write.compact(tick, step=25) for tick in (0, 1175, 1200, 1250)]
    assert ticks == ["0", "1.175K", "1.200K", "1.250K"]
    assert [write.compact(tick, step=50_000) for tick in (100_000, 150_000)] == ["100K", "150K"]
    assert write.alike([5.6, 6.59]) == ["5.60", "6.59"]
    assert write.alike([5600, 7000, 980]) == ["5.6K", "7.0K", "980"]


def test_compact_follows_the_language() -> None:
    assert formats.writer("pt").compact(392_294) == "392\xa0mil"
    assert formats.writer("pt").compact(1_590_000) == "1,59\xa0M"
    assert formats.writer("de").compact(392_294) == "392.294"
    assert formats.writer("de").compact(1_590_000) == "1,59\xa0Mio."


@pytest.mark.parametrize(
    ("value", "step", "written"),
    [(1225, 0, "1.23K"), (1200, 100, "1.2K"), (1225, 25, "1.225K"), (1225.5, 0.5, "1.2255K")],
)
def test_compact_tells_neighbours_apart(value: float, step: float, written: str) -> None:
    assert formats.writer("en").compact(value, step=step) == written


def test_percent_follows_the_language() -> None:
    assert formats.writer("en").percent(53, places=0) == "53%"
    assert formats.writer("de").percent(12.34) == "12,3\xa0%"


@pytest.mark.parametrize(
    ("language", "choice", "full", "short", "long"),
    [
        ("en", "auto", "2 Nov 2026", "2 Nov", "Monday 2 November"),
        ("en", "mdy", "Nov 2, 2026", "Nov 2", "Monday, November 2"),
        ("en", "ymd", "2026-11-02", "11-02", "Monday 2026-11-02"),
        ("pt", "auto", "2 nov 2026", "2 nov", "segunda-feira, 2 de novembro"),
        ("de", "auto", "2. Nov 2026", "2. Nov", "Montag, 2. November"),
        ("de", "dmy", "2 Nov 2026", "2 Nov", "Montag 2 November"),
        ("fr", "auto", "2 nov 2026", "2 nov", "lundi 2 novembre"),
    ],
)
def test_days(language: str, choice: str, full: str, short: str, long: str) -> None:
    write = formats.writer(language, date_format=choice)
    assert (write.day(DAY), write.day_short(DAY), write.day_long(DAY)) == (full, short, long)


def test_months_and_weekdays() -> None:
    write = formats.writer("en")
    assert write.month(DAY) == "November"
    assert write.month(DAY, short=True, year=True) == "Nov 2026"
    assert write.month(DAY, year=True) == "November 2026"
    assert formats.writer("pt").month(DAY, year=True) == "novembro de 2026"
    assert formats.writer("pt").month(DAY, short=True, year=True) == "nov 2026"
    assert write.weekday(DAY) == "Monday"
    assert write.weekday(DAY, short=True) == "Mon"


def test_moments_are_told_in_the_current_zone() -> None:
    at = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)
    with timezone.override("Asia/Tokyo"):
        assert formats.writer("en").moment(at) == "3 Nov 2026, 08:30"


def test_current_writer_follows_language_and_choices() -> None:
    with translation.override("de"), formats.using(date_format="ymd", number_format="point"):
        write = formats.current()
    assert write.day(DAY) == "2026-11-02"
    assert write.number(1234.5, places=1) == "1,234.5"
    assert formats.current().day(DAY) == "2 Nov 2026"


def test_choices_end_with_their_block() -> None:
    with pytest.raises(RuntimeError), formats.using(number_format="comma"):
        raise RuntimeError
    with translation.override(None):
        assert formats.current().number(1234) == "1,234"


def test_unknown_choices_read_as_auto() -> None:
    write = formats.writer("xx", "never", "nothing")
    assert write.day(DAY) == "2 Nov 2026"
    assert write.number(1234) == "1,234"


@given(amounts, st.sampled_from(["en", "pt", "de", "es", "fr"]))
def test_written_money_reads_back(amount: Decimal, language: str) -> None:
    text = formats.writer(language, number_format="point").money(Money(amount, "EUR"))
    digits = "".join(c for c in text if c in "0123456789.").strip(".")
    assert Decimal(digits) == abs(amount)
    assert text.startswith("−") == (amount < 0)


@given(st.floats(-1e15, 1e15, allow_nan=False))
def test_compact_is_near_and_short(value: float) -> None:
    text = formats.writer("en").compact(value)
    units = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
    size = units.get(text[-1], 1.0)
    read = float(text.rstrip("KMBT").replace("−", "-").replace(",", "")) * size
    assert abs(read - value) <= max(abs(value) * 0.006, 0.005)
    assert len(text) <= 7
