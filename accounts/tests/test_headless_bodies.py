"""Whatever programs send is answered in JSON, with errors that say what is wrong with it."""

import json
from itertools import product
from math import inf
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.tests.conftest import NewBrowser
from accounts.tests.programs import BASE, Program, program, signed_in
from accounts.tokens.headless_urls import RULES

__all__ = ["program", "signed_in"]

pytestmark = pytest.mark.django_db

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"
DEEP = "[" * 100_000
SERVED = [route for route in RULES if not route.startswith("v1/auth/code/")]  # no such flow here
ROUTES = [route.removeprefix("v1/") for route in SERVED]
TEXTS = ("email", "password", "key", "code", "name", "refresh_token", "new_password")
OTHERS = ("credential", "id", "authenticators", "factor", "current_password", "primary")


def send(client: Client, path: str, body: str | bytes, kind: str = JSON, **headers: str) -> Any:
    """Post a body as it is."""
    answer = client.post(BASE + path, body, content_type=kind, headers=headers)
    assert answer["Content-Type"] == JSON
    assert answer.json()["status"] == answer.status_code
    return answer


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        ("{", JSON, "invalid_json"),
        ("[]", JSON, "invalid_json"),
        ("null", JSON, "invalid_json"),
        ('"x"', JSON, "invalid_json"),
        ('{"email": NaN}', JSON, "invalid_json"),
        ('{"email": [1e999]}', JSON, "invalid_json"),
        ('{"id": ' + "9" * 5000 + "}", JSON, "invalid_json"),
        ('{"email": "\\ud800"}', JSON, "invalid_json"),
        (b'{"email": "\xff"}', JSON, "invalid_json"),
        (DEEP, JSON, "invalid_json"),
        ("email=a&password=b", FORM, "invalid_content_type"),
        ('{"email": "a"}', FORM, "invalid_content_type"),
        ("--x\r\n\r\n--x--", MULTIPART, "invalid_content_type"),
        ('{"email": "a"}', "text/plain", "invalid_content_type"),
        ("<a/>", "", "invalid_content_type"),
    ],
)
def test_what_is_no_json_object_is_refused_with_errors(
    client: Client, body: str | bytes, kind: str, code: str
) -> None:
    for path in ROUTES:
        answer = send(client, path, body, kind)
        assert answer.status_code == 400, path
        (error,) = answer.json()["errors"]
        assert error["code"] == code
        assert error["message"]


def test_who_is_signed_in_is_told_the_same(signed_in: Program) -> None:
    token = {"x-session-token": signed_in.session_token}
    answer = send(signed_in.client, "account/password/change", "{", **token)
    assert answer.json()["errors"][0]["code"] == "invalid_json"


def test_too_much_is_refused(client: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = send(client, "auth/login", json.dumps({"email": "x" * 200}))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "too_large")


def test_a_charset_is_no_other_type(program: Program, alice: User) -> None:
    sent = json.dumps({"email": alice.email, "password": "wrong"})
    answer = send(program.client, "auth/login", sent, f"{JSON}; charset=utf-8")
    assert answer.json()["errors"][0]["code"] == "email_password_mismatch"


@pytest.mark.parametrize("path", ROUTES)
def test_no_value_of_a_field_breaks_an_address(
    new_browser: NewBrowser, alice: User, path: str
) -> None:
    junk: list[Any] = [None, 5, 10**30, -1.5, inf, True, [], {}, [{}], [[]], "\x00", "x" * 300]
    stranger, known = Program(new_browser), Program(new_browser)
    known.sign_in(alice)
    methods = ["POST", "PUT", "PATCH"] + ["DELETE"] * (path != "auth/session")
    for method, value, one in product(methods, junk, (stranger, known)):
        answer = one.ask(path, dict.fromkeys((*TEXTS, *OTHERS), value), method=method)
        assert answer.status_code < 500, (method, value)
        if answer.status_code == 400:
            assert all(error["code"] for error in answer.json()["errors"])
