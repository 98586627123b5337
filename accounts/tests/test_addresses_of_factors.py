"""Phone numbers and addresses: read, shown in part, compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import addresses


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("+351 912 345 678", "+351912345678"),
        ("00351912345678", "+351912345678"),
        ("+1 (415) 555-0132", "+14155550132"),
        ("+49.170/1234567", "+491701234567"),
        ("+44\u00a07911 123456", "+447911123456"),
    ],
)
def test_numbers_are_read_as_they_are_written(written: str, expected: str) -> None:
    assert addresses.number(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "",
        "912345678",
        "+0912345678",
        "+351",
        "+3519123456789012",
        "+35191234567a",
        "+351 912 345 678 ext. 9",
        "++351912345678",
        "+\u0663\u0665\u0661\u0669\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668",
        "+351912345678\n\nBuy!",
        "a@example.org",
    ],
)
def test_anything_else_is_no_number(written: str) -> None:
    with pytest.raises(addresses.NoNumber):
        addresses.number(written)


@given(st.text(max_size=30))
def test_a_number_is_a_plus_and_digits_or_refused(written: str) -> None:
    try:
        found = addresses.number(written)
    except addresses.NoNumber:
        return
    assert found[0] == "+"
    assert found[1:].isascii()
    assert found[1:].isdigit()
    assert 7 <= len(found[1:]) <= 15


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("+351912345678", "+351 •••• 78"),
        ("+14155550132", "+1 •••• 32"),
        ("+491701234567", "+49 •••• 67"),
        ("+79161234567", "+7 •••• 67"),
        ("alice@example.org", "a•••e@example.org"),
        ("anna@example.org", "a•••a@example.org"),
        ("abc@example.org", "a•••c@example.org"),
        ("ab@example.org", "a•••@example.org"),
        ("a@example.org", "a•••@example.org"),
        ("", ""),
    ],
)
def test_only_a_part_is_shown(address: str, shown: str) -> None:
    assert addresses.masked(address) == shown


def test_fingerprints_are_equal_for_equal_addresses_alone() -> None:
    assert addresses.fingerprint("A@example.org") == addresses.fingerprint("a@example.org")
    assert addresses.fingerprint("+351912345678") != addresses.fingerprint("+351912345679")
    assert "912345678" not in addresses.fingerprint("+351912345678")
