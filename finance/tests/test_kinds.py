"""Kinds: what is stored, what is shown, and what other programs call them."""

import pytest
from django.utils import translation

from finance import kinds
from finance.models import Entry


@pytest.mark.parametrize("category", Entry.Category.values)
def test_every_category_has_kinds_and_ends_with_other(category: str) -> None:
    codes = [kind.code for kind in kinds.of(category)]
    assert codes[-1] == "other"
    assert len(codes) == len(set(codes))
    assert kinds.choices(category)[0] == (codes[0], kinds.label(category, codes[0]))


def test_an_unknown_category_has_none() -> None:
    assert kinds.of("savings") == ()
    assert kinds.choices("savings") == []


def test_a_kind_shows_its_label_in_the_reader_language() -> None:
    assert kinds.label("assets", "real_estate") == "Property"
    with translation.override("xx"):
        assert kinds.label("assets", "real_estate") == "Property"


def test_an_unnamed_kind_is_other_and_one_of_its_own_shows_itself() -> None:
    assert kinds.label("assets", "") == "Other"
    assert kinds.label("expenses", "model_trains") == "Model trains"


@pytest.mark.parametrize(
    ("category", "code", "is_liquid"),
    [
        ("assets", "bank", True),
        ("assets", "real_estate", False),
        ("assets", "", False),
        ("assets", "stamps", False),
        ("expenses", "food", True),
        ("expenses", "stamps", True),
    ],
)
def test_kinds_are_liquid_or_not(category: str, code: str, is_liquid: bool) -> None:
    assert kinds.is_liquid(category, code) is is_liquid


@pytest.mark.parametrize(
    ("category", "text", "code"),
    [
        ("assets", "real_estate", "real_estate"),
        ("assets", "Real Estate", "real_estate"),
        ("assets", "Property", "real_estate"),
        ("assets", "STOCKS", "stock"),
        ("expenses", "Groceries", "food"),
        ("expenses", "Energy and water", "utilities"),
        ("income", "stocks", "stocks"),
        ("expenses", "Model  Trains", "model_trains"),
        ("expenses", "", ""),
        ("expenses", "x" * 100, "x" * 60),
    ],
)
def test_a_kind_is_found_by_code_label_or_usual_word(category: str, text: str, code: str) -> None:
    assert kinds.find(category, text) == code
