"""What an entry may be, and what people are told when it may not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from finance import rules
from finance.errors import InvalidEntry
from finance.models import Entry
from finance.tests import make
from finance.tests.make import TODAY


def clean(category: str = "assets", amount: Any = 100, **fields: Any) -> rules.Draft:
    return rules.clean(make.draft(category, amount, **fields), today=TODAY)


def problems(category: str = "assets", amount: Any = 100, **fields: Any) -> dict[str, str]:
    with pytest.raises(InvalidEntry) as caught:
        clean(category, amount, **fields)
    return {field: str(message) for field, message in caught.value.errors.items()}


def test_a_draft_is_tidied() -> None:
    tidy = clean(
        name="  World   index fund ",
        currency=" usd",
        subcategory="Funds",
        description=" 412 shares ",
        wallet_address="  ",
        blockchain=" Bitcoin ",
    )
    assert (tidy.name, tidy.currency, tidy.subcategory) == ("World index fund", "USD", "fund")
    assert (tidy.description, tidy.wallet_address, tidy.blockchain) == (
        "412 shares",
        None,
        "bitcoin",
    )


@pytest.mark.parametrize(("kind", "is_liquid"), [("bank", True), ("real_estate", False)])
def test_liquidity_follows_from_the_kind_unless_said(kind: str, is_liquid: bool) -> None:
    assert clean(subcategory=kind).is_liquid is is_liquid
    assert clean(subcategory=kind, is_liquid=not is_liquid).is_liquid is not is_liquid


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("category", {"category": "savings"}),
        ("name", {"name": "   "}),
        ("name", {"name": "x" * 201}),
        ("name", {"name": "a\0b"}),
        ("description", {"description": "x" * 2001}),
        ("wallet_address", {"wallet_address": "x" * 201}),
        ("currency", {"currency": "ABC"}),
        ("currency", {"currency": ""}),
        ("amount", {"amount": "NaN"}),
        ("amount", {"amount": "Infinity"}),
        ("amount", {"amount": "1e13"}),
        ("amount", {"amount": "1e999999"}),
        ("amount", {"amount": "9999999999999.999", "currency": "BTC"}),
        ("amount", {"amount": "-9999999999999.995", "currency": "KWD"}),
        ("amount", {"amount": "1.001"}),
        ("amount", {"amount": "-1", "category": "expenses"}),
        ("amount", {"amount": "0.001", "category": "expenses", "currency": "BTC"}),
        ("amount", {"amount": "0.123456789", "currency": "BTC"}),
        ("date", {"date": date(1899, 12, 31)}),
        ("date", {"date": date(2200, 1, 1), "category": "expenses"}),
        ("date", {"date": date(2026, 11, 23)}),
        ("quantity", {"quantity": Decimal("NaN")}),
        ("quantity", {"quantity": Decimal("1e20")}),
        ("quantity", {"quantity": Decimal("1e-19")}),
        ("quantity", {"quantity": Decimal("12345678901234567890.1234567890123456789")}),
        ("recurring_frequency", {"recurring_frequency": "monthly"}),
        ("recurring_frequency", {"recurring_frequency": "daily", "category": "income"}),
        (
            "recurring_interval",
            {"recurring_frequency": "weekly", "recurring_interval": 0, "category": "income"},
        ),
        (
            "recurring_interval",
            {"recurring_frequency": "weekly", "recurring_interval": 367, "category": "income"},
        ),
        (
            "recurring_ends_on",
            {
                "recurring_frequency": "weekly",
                "recurring_ends_on": date(2025, 12, 31),
                "category": "income",
            },
        ),
        ("settles_in", {"settles_in": uuid4()}),
    ],
)
def test_a_problem_names_its_field(field: str, values: dict[str, Any]) -> None:
    assert set(problems(**values)) == {field}


def test_all_problems_are_told_at_once() -> None:
    found = problems(name="", amount="1.001", currency="ABC")
    assert set(found) == {"name", "amount", "currency"}
    assert found["amount"] == "Amounts in ABC have 2 decimals at most."


@pytest.mark.parametrize(
    ("amount", "fields"),
    [
        ("-250.10", {}),
        ("0.12345678", {"currency": "BTC"}),
        ("9999999999999.99", {}),
        ("9999999999999.994", {"currency": "KWD"}),
        ("1000", {"currency": "JPY"}),
        ("1000.00", {"currency": "JPY", "category": "expenses"}),
        ("1.505", {"currency": "KWD"}),
        ("1.50", {"currency": "RSD", "category": "expenses"}),
        ("0", {"category": "expenses"}),
    ],
)
def test_good_amounts_pass(amount: str, fields: dict[str, Any]) -> None:
    assert clean(amount=amount, **fields).amount == Decimal(amount)


def test_a_quantity_may_have_all_the_digits_of_its_column() -> None:
    most = Decimal("99999999999999999999.999999999999999999")
    assert clean(quantity=most).quantity == most


def test_what_does_not_recur_has_neither_rhythm_nor_end() -> None:
    draft = clean(recurring_interval=999, recurring_ends_on=date(2020, 1, 1))
    assert (draft.recurring_interval, draft.recurring_ends_on) == (1, None)


def test_a_flow_may_lie_ahead() -> None:
    assert clean("expenses", date=date(2027, 1, 1)).date == date(2027, 1, 1)


def test_a_currency_that_it_already_has_is_kept() -> None:
    draft = make.draft(currency="TOKEN")
    assert rules.clean(draft, today=TODAY, before=draft).currency == "TOKEN"


def test_an_amount_that_it_already_has_is_kept_while_its_currency_stays() -> None:
    stored = make.draft(amount="1000.50", currency="JPY")
    assert rules.clean(stored, today=TODAY, before=stored).amount == Decimal("1000.50")
    with pytest.raises(InvalidEntry, match="no decimals"):
        rules.clean(stored, today=TODAY, before=replace(stored, currency="EUR"))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"currency": "JPY"}, "Amounts in JPY have no decimals."),
        ({"currency": "JPY", "category": "expenses"}, "Amounts in JPY have no decimals."),
        ({"currency": "EUR"}, "Amounts in EUR have 2 decimals at most."),
        ({"currency": "KWD"}, "Amounts in KWD have 3 decimals at most."),
        ({"currency": "BTC"}, "Amounts in BTC have 8 decimals at most."),
        (
            {"currency": "KWD", "category": "expenses"},
            "Income and expenses in KWD are kept with 2 decimals.",
        ),
        (
            {"currency": "BTC", "category": "income"},
            "Income and expenses in BTC are kept with 2 decimals.",
        ),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency_at_most(
    fields: dict[str, Any], sentence: str
) -> None:
    assert problems(amount="1000.500000001", **fields) == {"amount": sentence}


def test_an_amount_that_is_too_large_hears_the_limit() -> None:
    said = problems(amount="1e15")["amount"]
    assert said == "This amount is too large: it must be below 10,000,000,000,000."


def test_a_draft_of_an_entry_says_what_the_entry_says() -> None:
    entry = Entry(
        category="assets",
        name="Coins",
        amount=Decimal("0.84"),
        balance=Decimal("0.84213377"),
        currency="BTC",
        date=TODAY,
    )
    draft = rules.draft_of(entry)
    assert (draft.name, draft.amount, draft.currency) == ("Coins", Decimal("0.84213377"), "BTC")
    assert draft.is_balance


def test_the_message_of_the_error_is_for_developers() -> None:
    assert str(InvalidEntry({"name": "Give it a name."})) == "name: Give it a name."


def test_a_digit_too_many_is_seen_however_long_the_number() -> None:
    longest = "12345678901.123456789012345678"
    assert str(clean(quantity=Decimal(longest)).quantity) == longest
    assert set(problems(quantity=Decimal(f"{longest}9"))) == {"quantity"}
