"""What a browser tells about somebody new."""

from datetime import date

import pytest
from django.test import RequestFactory

from accounts import guesses


@pytest.mark.parametrize(
    ("header", "currency"),
    [
        ("pt-PT,pt;q=0.9,en;q=0.8", "EUR"),
        ("pt-BR", "BRL"),
        ("en-GB,en;q=0.5", "GBP"),
        ("de-CH", "CHF"),
        ("pt-AO", "AOA"),
        ("de", "EUR"),
        ("en", "USD"),
        ("en,de-AT;q=0.5", "EUR"),
        ("zh-Hant-TW", "TWD"),
        ("tlh", "USD"),
        ("en-ZZ", "USD"),
        ("*", "USD"),
        ("", "USD"),
        ("x" * 5000, "USD"),
        (";;;,,,q=", "USD"),
    ],
)
def test_the_currency_is_that_of_the_place_a_language_is_from(header: str, currency: str) -> None:
    request = RequestFactory().get("/", headers={"accept-language": header})
    assert guesses.currency(request=request, on=date(2026, 11, 22)) == currency


def test_the_currency_is_that_of_the_day() -> None:
    request = RequestFactory().get("/", headers={"accept-language": "hr-HR"})
    assert guesses.currency(request=request, on=date(2026, 1, 1)) == "EUR"
    assert guesses.currency(request=request, on=date(2020, 1, 1)) == "HRK"


@pytest.mark.parametrize(
    ("name", "zone"),
    [("Europe/Lisbon", "Europe/Lisbon"), ("", "UTC"), ("Lisbon", "UTC"), ("/etc/hosts", "UTC")],
)
def test_only_zones_that_exist_are_taken(name: str, zone: str) -> None:
    assert guesses.timezone(name) == zone
