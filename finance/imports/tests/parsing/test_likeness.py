"""How alike two bookings are."""

from finance.imports import likeness


def test_the_same_words_are_the_same() -> None:
    assert (
        likeness.of_names("Bäckerei  MORGENROT", "baeckerei".replace("ae", "a") + " morgenrot")
        == 100
    )


def test_a_name_within_another_is_alike() -> None:
    assert likeness.of_names("Morgenrot", "Bäckerei Morgenrot Nord") >= likeness.ALIKE


def test_other_names_are_not_alike() -> None:
    assert likeness.of_names("Bus ticket", "Coffee") < likeness.ALIKE


def test_a_day_apart_counts_against_it() -> None:
    same = likeness.of_bookings("Rent", "Rent", days_apart=0)
    assert likeness.of_bookings("Rent", "Rent", days_apart=1) < same == 100


def test_names_without_words_are_compared() -> None:
    assert likeness.of_names("***", "...") == 100
    assert likeness.of_names("", "Coffee") == 0
    assert likeness.of_names("Магазин", "Аптека") < likeness.ALIKE
