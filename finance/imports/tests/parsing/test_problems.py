"""What is wrong, said to people."""

from string import Formatter

import pytest
from django.utils import translation

from finance.imports.parsing import problems
from finance.imports.parsing.problems import BadFile, Problem


def test_days_are_written_as_the_reader_writes_them() -> None:
    last = "2026-02-28"
    args = {"day": "31", "month_on": last, "meant_on": last}
    problem = Problem(0, "date_no_such_day", args)
    assert problem.text == "There is no 31 February. Did you mean 28 Feb 2026?"


def test_orders_are_told_in_words() -> None:
    problem = Problem(0, "date_order", {"value": "22/11/2026", "order": "mdy"})
    assert problem.text.endswith("this column is month, day, year.")


def test_percent_signs_of_the_file_do_no_harm() -> None:
    assert problems.text("amount_unreadable", {"value": "100%s"}) == "“100%s” is not an amount."


def test_sentences_are_made_when_they_are_read() -> None:
    problem = Problem(2, "amount_empty", {})
    assert problem.to_json() == [2, "amount_empty", {}]
    with translation.override("pt"):
        assert problem.text


def test_a_bad_file_says_why() -> None:
    assert str(BadFile("file_quote", line="12")).startswith("A quotation mark opens in line 12")


@pytest.mark.parametrize("texts", [problems.CELL_TEXTS, problems.FILE_TEXTS])
def test_no_sentence_has_a_placeholder_of_the_wrong_kind(texts: dict[str, str]) -> None:
    for sentence in texts.values():
        assert not [name for _, name, _, _ in Formatter().parse(str(sentence)) if name]
