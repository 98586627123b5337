"""How codes are spelt: every slip of the finger is noticed, every way of writing is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from premium import spelling
from premium.spelling import ALPHABET, LENGTH, Misspelt

bodies = st.text(alphabet=ALPHABET, min_size=LENGTH, max_size=LENGTH)
codes = bodies.map(lambda body: body + spelling.check_of(body))
places = st.integers(0, LENGTH)


@given(codes)
def test_a_code_is_read_as_it_is_written(code: str) -> None:
    assert spelling.read(spelling.written(code)) == code
    assert not spelling.is_word(code)


@given(codes, places, st.sampled_from(ALPHABET))
def test_every_wrong_character_is_noticed(code: str, place: int, other: str) -> None:
    wrong = code[:place] + other + code[place + 1 :]
    if wrong == code:
        return
    with pytest.raises(Misspelt):
        spelling.read(wrong)


@given(codes, places, places)
def test_every_two_characters_that_changed_places_are_noticed(
    code: str, first: int, second: int
) -> None:
    moved = list(code)
    moved[first], moved[second] = moved[second], moved[first]
    wrong = "".join(moved)
    if wrong == code:
        return
    with pytest.raises(Misspelt):
        spelling.read(wrong)


def test_a_code_of_one_kind_of_character_is_checked_too() -> None:
    """Zeros check zeros: nothing else may."""
    assert spelling.read("0" * 17) == "0" * 17
    for other in ALPHABET[1:]:
        with pytest.raises(Misspelt):
            spelling.read("0" * 16 + other)


@st.composite
def typed(draw: st.DrawFn) -> tuple[str, str]:
    """Return a code, and a way in which somebody may type it."""
    code = draw(codes)
    ways = {"0": "0Oo", "1": "1IiLl"}
    between = st.sampled_from(["", "", "-", " ", "\u2013", "\u00a0", "\u200b", "\t"])
    pieces = [
        draw(between) + draw(st.sampled_from(ways.get(one, one + one.lower()))) for one in code
    ]
    return code, "".join(pieces)


@given(typed())
def test_case_blanks_dashes_and_look_alikes_do_not_matter(written: tuple[str, str]) -> None:
    code, way = written
    assert spelling.read(way) == code


@given(st.text())
def test_whatever_is_typed_is_read_or_refused_and_reads_the_same_again(text: str) -> None:
    try:
        found = spelling.read(text)
    except Misspelt:
        return
    assert spelling.read(found) == found
    assert spelling.read(spelling.written(found).lower()) == found


@pytest.mark.parametrize(
    ("text", "code"),
    [("welcome", "WE1C0ME"), (" Sum-mer 26 ", "SUMMER26"), ("ＷＥＬＣＯＭＥ", "WE1C0ME")],
)
def test_words_are_read_likewise(text: str, code: str) -> None:
    assert spelling.read(text) == code
    assert spelling.is_word(code)


@pytest.mark.parametrize(
    "text",
    ["", "ABCDE", "A" * 16, "A" * 18, "WELCÔME", "WELCOME!", "-" * 101, "U" * 17],
)
def test_what_cannot_be_a_code_is_refused(text: str) -> None:
    with pytest.raises(Misspelt):
        spelling.read(text)


def test_codes_are_random_and_long_enough() -> None:
    made = {spelling.make() for _number in range(500)}
    assert len(made) == 500
    assert len(ALPHABET) ** LENGTH >= 2**80
    used = {one for code in made for one in code[:LENGTH]}
    assert used == set(ALPHABET)


def test_what_is_shown_later_hides_the_rest() -> None:
    code = "0123456789ABCDEF" + spelling.check_of("0123456789ABCDEF")
    assert spelling.masked(code) == "••••-••••-••••-CDEF-•"
    assert spelling.masked("WE1C0ME") == "WE••••"
