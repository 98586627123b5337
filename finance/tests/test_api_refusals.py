"""What the REST API says of what it cannot take."""

import json

import pytest
from django.test import Client

from accounts.models import User
from conftest import ClientFor

ENTRIES = "/api/v1/entries/"
ENTRY = {"category": "assets", "name": "Fund", "currency": "USD", "date": "2026-11-20"}


@pytest.fixture
def web(alice: User, client_for: ClientFor) -> Client:
    """Return a browser in which Alice is signed in."""
    return client_for(alice)


@pytest.mark.parametrize(
    ("amount", "said_of_it"),
    [
        ("1000000000000000", "This amount is too large: it must be below 10,000,000,000,000."),
        ("1.001", "Amounts in USD have 2 decimals at most."),
    ],
)
def test_a_refused_amount_hears_the_limit(web: Client, amount: str, said_of_it: str) -> None:
    answer = web.post(ENTRIES, ENTRY | {"amount": amount}, content_type="application/json")
    assert (answer.status_code, json.loads(answer.content)) == (400, {"amount": [said_of_it]})


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("{", "JSON parse error"),
        ('"{"', "Send a JSON object here, not a value of the type str."),
        ("[]", "Send a JSON object here, not a value of the type list."),
    ],
)
def test_a_body_that_is_no_object_is_told_as_such(web: Client, body: str, words: str) -> None:
    answer = web.post(ENTRIES, body, content_type="application/json")
    assert answer.status_code == 400
    assert words in answer.content.decode()
