"""What needs no process: forms, months, amounts, lines, signatures, HTML."""

from datetime import UTC, datetime
from typing import Any

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st
from stripe._encode import _api_encode

from premium.fakestripe import amounts, calendars, lines, markup, webhooks
from premium.fakestripe.errors import Refused
from premium.fakestripe.params import Params, decode

_WORDS = st.text("abcdefghij_", min_size=1, max_size=6)
_TEXTS = st.text("aZ0é€ []=&%+.", max_size=8)
_FORMS = st.dictionaries(
    _WORDS,
    st.recursive(
        _TEXTS,
        lambda inner: (
            st.dictionaries(_WORDS, inner, min_size=1, max_size=3)
            | st.lists(inner, min_size=1, max_size=3)
        ),
        max_leaves=6,
    ),
    max_size=4,
)


@given(_FORMS)
def test_forms_are_read_as_stripes_library_writes_them(form: dict[str, Any]) -> None:
    written = [(name, str(value)) for name, value in _api_encode(form)]
    assert decode(written) == form


def test_metadata_may_have_numbers_as_keys() -> None:
    read = Params(decode([("metadata[0]", "a"), ("metadata[12]", "b")]))
    assert read.metadata({"old": "c", "12": "d"}) == {"0": "a", "12": "b", "old": "c"}


def test_lists_may_be_written_without_numbers() -> None:
    assert decode([("expand[]", "a"), ("expand[]", "b")]) == {"expand": ["a", "b"]}


@pytest.mark.parametrize(
    "pairs", [[("a", "1"), ("a[b]", "2")], [("", "1")], [("a[b]" + "[c]" * 9, "1")]]
)
def test_forms_without_sense_are_refused(pairs: list[tuple[str, str]]) -> None:
    with pytest.raises(Refused):
        decode(pairs)


@pytest.mark.parametrize("text", ["1.5", "1e3", "", "９", "-1", "101"])
def test_whole_numbers_are_whole_and_within_bounds(text: str) -> None:
    read = Params({"limit": text})
    if text:
        with pytest.raises(Refused):
            read.integer("limit", least=1, most=100)
    else:
        assert read.integer("limit", 10) == 10


def at(text: str) -> int:
    """Return a moment in UTC as Unix seconds."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def every(interval: str, count: int = 1) -> dict[str, Any]:
    """Return how often something is paid."""
    return {"interval": interval, "interval_count": count}


@pytest.mark.parametrize(
    ("anchor", "recurring", "ends"),
    [
        ("2027-01-31T10:00", every("month"), ["2027-02-28T10:00", "2027-03-31T10:00"]),
        ("2028-01-30T10:00", every("month"), ["2028-02-29T10:00", "2028-03-30T10:00"]),
        ("2028-02-29T23:59", every("year"), ["2029-02-28T23:59", "2030-02-28T23:59"]),
        ("2027-11-30T00:00", every("month", 3), ["2028-02-29T00:00", "2028-05-30T00:00"]),
        ("2027-08-31T00:00", every("month", 6), ["2028-02-29T00:00", "2028-08-31T00:00"]),
        ("2027-03-28T01:30", every("week", 2), ["2027-04-11T01:30", "2027-04-25T01:30"]),
        ("2027-12-31T12:00", every("day"), ["2028-01-01T12:00", "2028-01-02T12:00"]),
    ],
)
def test_periods_are_counted_from_the_anchor(
    anchor: str, recurring: dict[str, Any], ends: list[str]
) -> None:
    first = calendars.period_after(at(anchor), recurring, at(anchor))
    assert first == at(ends[0])
    assert calendars.period_after(at(anchor), recurring, first) == at(ends[1])


@given(
    st.integers(at("2020-01-01"), at("2040-01-01")),
    st.sampled_from(["day", "week", "month", "year"]),
    st.integers(1, 12),
    st.integers(1, 40),
)
def test_periods_follow_each_other_without_a_gap(
    anchor: int, interval: str, count: int, periods: int
) -> None:
    recurring = every(interval, count)
    end = calendars.after(anchor, recurring, periods)
    following = calendars.period_after(anchor, recurring, end)
    assert following == calendars.after(anchor, recurring, periods + 1) > end > anchor


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (499, "usd", "4.99 USD"),
        (5, "eur", "0.05 EUR"),
        (-1999, "usd", "−19.99 USD"),
        (500, "jpy", "500 JPY"),
        (123456789, "krw", "123,456,789 KRW"),
        (1500, "kwd", "1.500 KWD"),
        (0, "usd", "0.00 USD"),
    ],
)
def test_amounts_are_read_by_their_currency(amount: int, currency: str, text: str) -> None:
    assert amounts.shown(amount, currency) == text


@given(st.integers(0, 10**7), st.integers(1, 10**6), st.data())
def test_what_is_given_back_and_asked_for_is_never_more_than_the_whole(
    cost: int, length: int, data: st.DataObject
) -> None:
    moment = data.draw(st.integers(0, length))
    price = {"id": "p", "product": "q", "currency": "usd", "nickname": "", "lookup_key": ""}
    price |= {"unit_amount": cost, "unit_amount_decimal": str(cost)}  # type: ignore[dict-item]
    item = {"id": "si", "price": price, "quantity": 1, "subscription": "sub"}
    item |= {"current_period_start": 0, "current_period_end": length}
    back, asked = (lines.part(item, at=moment, sign=sign)["amount"] for sign in (-1, 1))
    assert back == -asked
    assert 0 <= asked <= cost
    assert abs(asked - cost * (length - moment) / length) <= 0.5 + 1e-6


@given(st.binary(max_size=50), st.integers(0, 2**31))
def test_signatures_are_those_of_stripes_library(body: bytes, moment: int) -> None:
    text = body.hex()
    signed = webhooks.sign(text.encode(), secret="whsec_x", at=moment)
    assert stripe.WebhookSignature.verify_header(text, signed, "whsec_x", tolerance=None)


@given(st.text("a<>&\"' é/", max_size=20))
def test_text_is_never_taken_for_html(text: str) -> None:
    made = markup.tag("p", text, title=text)
    assert made.count("<") == 2
    assert made.count('"') == 2
    assert markup.join(made, made) == made + made
