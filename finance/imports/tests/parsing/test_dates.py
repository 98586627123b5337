"""Days as banks write them."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from finance import rules
from finance.imports.parsing import dates, orders
from finance.imports.parsing.problems import BadCell


def february(day: str, last: str) -> dict[str, str]:
    """Return the particulars of a day that a month does not have."""
    return {"day": day, "month_on": last, "meant_on": last}


@pytest.mark.parametrize(
    ("written", "order", "day"),
    [
        ("2026-11-22", "dmy", "2026-11-22"),
        ("22.11.2026", "dmy", "2026-11-22"),
        ("22/11/2026", "dmy", "2026-11-22"),
        ("11/22/2026", "mdy", "2026-11-22"),
        (" 3-4-26 ", "dmy", "2026-04-03"),
        ("3/4/69", "mdy", "2069-03-04"),
        ("3/4/70", "mdy", "1970-03-04"),
        ("26-11-22", "ymd", "2026-11-22"),
        ("20261122", "dmy", "2026-11-22"),
        ("22112026", "dmy", "2026-11-22"),
        ("261122", "ymd", "2026-11-22"),
        ("221126", "dmy", "2026-11-22"),
        ("22 Nov 2026", "dmy", "2026-11-22"),
        ("Nov 22, 2026", "mdy", "2026-11-22"),
        ("Sunday, 22nd of November 2026", "dmy", "2026-11-22"),
        ("22 de março de 2026", "dmy", "2026-03-22"),
        ("22 févr. 2026", "dmy", "2026-02-22"),
        ("1er août 2026", "dmy", "2026-08-01"),
        ("22. März 2026", "dmy", "2026-03-22"),
        ("12-dic-26", "dmy", "2026-12-12"),
        ("2026-Nov-22", "ymd", "2026-11-22"),
        ("2026-11-22T23:59:59Z", "dmy", "2026-11-22"),
        ("2026-11-22 23:59:59.123456+01:00", "dmy", "2026-11-22"),
        ("22/11/2026 08:15 PM", "dmy", "2026-11-22"),
        ("22.11.2026, 8:15", "dmy", "2026-11-22"),
    ],
)
def test_usual_days_are_read(written: str, order: str, day: str) -> None:
    assert dates.reader(order)(written) == day


@pytest.mark.parametrize(
    ("written", "order", "code", "args"),
    [
        ("", "dmy", "date_empty", {}),
        ("  ", "dmy", "date_empty", {}),
        ("31.02.2026", "dmy", "date_no_such_day", february("31", "2026-02-28")),
        ("29.02.2025", "dmy", "date_no_such_day", february("29", "2025-02-28")),
        ("31/12", "dmy", "date_unreadable", {"value": "31/12"}),
        ("40.01.2026", "dmy", "date_unreadable", {"value": "40.01.2026"}),
        ("22/11/2026", "mdy", "date_order", {"value": "22/11/2026", "order": "mdy"}),
        ("01.01.0000", "dmy", "date_far", {"year": "0"}),
        ("01.01.9999", "dmy", "date_far", {"year": "9999"}),
        ("2O26-11-22", "dmy", "letter", {"letter": "O", "digit": "0"}),
        ("l2.11.2026", "dmy", "letter", {"letter": "l", "digit": "1"}),
        ("tomorrow", "dmy", "date_unreadable", {"value": "tomorrow"}),
        ("22 Nonsense 2026", "dmy", "date_unreadable", {"value": "22 Nonsense 2026"}),
        ("٢٢/١١/٢٠٢٦", "dmy", "date_unreadable", {"value": "٢٢/١١/٢٠٢٦"}),
        ("1" * 5000, "dmy", "date_unreadable", {"value": "1" * 40}),
    ],
)
def test_bad_days_say_why(written: str, order: str, code: str, args: dict[str, str]) -> None:
    with pytest.raises(BadCell) as bad:
        dates.reader(order)(written)
    assert (bad.value.code, bad.value.args_for_people) == (code, args)


@pytest.mark.parametrize(
    ("column", "order", "is_certain"),
    [
        (["01/02/2026", "13/02/2026"], "dmy", True),
        (["01/02/2026", "02/13/2026"], "mdy", True),
        (["2026-01-02"], "ymd", True),
        (["01.02.2026", "03.04.2026"], "dmy", True),
        (["11.22.2026", "01.02.2026"], "mdy", True),
        (["01/02/2026"], "dmy", False),
        (["10/09/2026", "10/10/2026", "11/02/2026"], "mdy", True),
        (["09/10/2026", "10/10/2026", "02/11/2026"], "dmy", True),
        (["22 Nov 2026", "3 Dec 2026"], "dmy", True),
        ([], "dmy", True),
        (["rubbish", ""], "dmy", True),
    ],
)
def test_the_whole_column_decides(column: list[str], order: str, is_certain: bool) -> None:
    assert orders.decide(column) == orders.Verdict(order, is_certain)


def test_habits_decide_where_the_column_does_not() -> None:
    assert orders.decide(["01/02/2026"], fallback="mdy").order == "mdy"
    assert orders.decide(["01/02/2026"], fallback="ymd").order == "dmy"


def test_days_reach_as_far_as_those_of_entries() -> None:
    assert dates.FIRST == rules.FIRST_DAY
    assert dates.LAST < rules.LAST_DAY
    assert (rules.LAST_DAY - dates.LAST).days == 1


_WRITTEN = {
    "dmy": ("%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y %H:%M", "%d%m%Y", "%d %b %Y"),
    "mdy": ("%m/%d/%Y", "%m-%d-%Y", "%b %d, %Y"),
    "ymd": ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y-%m-%dT%H:%M:%S"),
}


@given(
    st.dates(min_value=dates.FIRST, max_value=dates.LAST),
    st.sampled_from([(order, form) for order, forms in _WRITTEN.items() for form in forms]),
)
def test_what_is_written_is_read_back(day: date, how: tuple[str, str]) -> None:
    order, form = how
    if form == "%d%m%Y" and 1900 <= int(day.strftime(form)[:4]) <= 2199:
        return  # 19112026 begins with what could be a year
    assert dates.reader(order)(day.strftime(form)) == day.isoformat()


@given(
    st.text(max_size=80) | st.text("0123456789²³①½٣④-./ :T", max_size=12),
    st.sampled_from(dates.ORDERS),
)
@example("²²²²²²²²", dates.DMY)
@example("①①①①①①", dates.YMD)
def test_no_text_breaks_it(text: str, order: str) -> None:
    with suppress(BadCell):
        day = date.fromisoformat(dates.reader(order)(text))
        assert dates.FIRST <= day <= dates.LAST


@given(st.lists(st.text(max_size=30), max_size=8))
def test_no_column_breaks_the_decision(column: list[str]) -> None:
    assert orders.decide(column).order in dates.ORDERS
