"""Pages for what went wrong."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from numoraq.ui.errors import RETRY_AFTER, csrf_failure
from numoraq.ui.tests.pages import ask
from numoraq.urls import (
    handler400,
    handler403,
    handler404,
    handler500,
)
from numoraq.urls import urlpatterns as real_urlpatterns

RAISED: dict[str, Exception] = {
    "400": SuspiciousOperation("no"),
    "403": PermissionDenied("secret reason"),
    "404": Http404("secret path"),
    "500": RuntimeError("secret detail"),
    "503": OperationalError("secret host"),
    "503b": InterfaceError("secret host"),
}


def fail(request: HttpRequest, kind: str) -> HttpResponse:
    raise RAISED[kind]


urlpatterns = [
    path("fail/<kind>/", fail),
    path("api/fail/<kind>/", fail),
    *real_urlpatterns,
]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

pytestmark = [pytest.mark.django_db, pytest.mark.urls("numoraq.ui.tests.test_errors")]


def failing(kind: str) -> Any:
    client = Client(raise_request_exception=False)
    return client.get(f"/fail/{kind}/")


@pytest.mark.parametrize("kind", RAISED)
def test_each_failure_has_its_page(kind: str) -> None:
    response = failing(kind)
    assert response.status_code == int(kind[:3])
    assert b"<h1>" in response.content
    assert b"secret" not in response.content


def test_a_page_that_never_was() -> None:
    response = Client().get("/no/such/page/")
    assert response.status_code == 404
    assert b"There is nothing here." in response.content


@pytest.mark.parametrize("kind", RAISED)
def test_programs_get_json(kind: str) -> None:
    response = Client(raise_request_exception=False).get(f"/api/fail/{kind}/")
    assert response.status_code == int(kind[:3])
    assert list(response.json()) == ["detail"]
    assert b"secret" not in response.content


def test_an_address_of_the_api_that_never_was_is_told_in_json() -> None:
    response = Client().get("/api/v1/no/such/thing/")
    assert (response.status_code, response.json()) == (404, {"detail": "Not found."})


def test_a_program_too_is_told_when_to_try_again() -> None:
    response = Client(raise_request_exception=False).get("/api/fail/503/")
    assert response.headers["Retry-After"] == str(RETRY_AFTER)


@pytest.mark.parametrize("kind", ["503", "503b"])
def test_a_database_away_is_tried_again(kind: str) -> None:
    response = failing(kind)
    assert response.headers["Retry-After"] == str(RETRY_AFTER)
    assert f'http-equiv="refresh" content="{RETRY_AFTER}"'.encode() in response.content


def test_our_mistakes_are_not_retried() -> None:
    assert "Retry-After" not in failing("500").headers


def test_an_old_form_says_so() -> None:
    response = Client(enforce_csrf_checks=True).post("/theme/", {"theme": "dark"})
    assert response.status_code == 403
    assert b"This form waited too long." in response.content


@pytest.mark.parametrize("path", ["/api/v1/x/", "/_allauth/app/v1/x"])
def test_programs_are_told_of_forms_in_json(rf: RequestFactory, path: str) -> None:
    response = csrf_failure(rf.post(path))
    assert response.status_code == 403
    assert response.headers["Content-Type"] == "application/json"


def test_theme_of_the_visitor_is_kept() -> None:
    client = Client(raise_request_exception=False)
    client.cookies["theme"] = "dark"
    assert b'data-theme="dark"' in client.get("/fail/500/").content
    client.cookies["theme"] = '"><script>'
    assert b"data-theme" not in client.get("/fail/500/").content


def test_error_pages_ask_the_database_nothing(django_assert_num_queries: object) -> None:
    from numoraq.ui import errors

    with django_assert_num_queries(0):  # type: ignore[operator]
        assert errors.unavailable(ask()).status_code == 503


def test_too_many_tries_have_a_page() -> None:
    from django.template import loader

    assert "That was often, and fast." in loader.render_to_string("429.html")


def test_an_address_for_forms_says_so_to_who_opens_it() -> None:
    answer = Client().get("/theme/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "This is not a page." in answer.content.decode()
