"""What the API's document says of refusals, and of the token that changes need."""

from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from numoraq.lib import openapi

CHANGES = {"post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def document() -> Any:
    """Return the API's document."""
    generator: Any = SchemaGenerator
    return generator().get_schema(public=True)


def statuses(document: Any, path: str, method: str) -> set[str]:
    """Return the refusals an operation announces."""
    found = document["paths"][f"/api/v1{path}"][method]["responses"]
    return {status for status in found if status.startswith("4")}


@pytest.mark.parametrize(
    ("path", "method", "expected"),
    [
        ("/entries/", "get", {"400", "401", "403", "429"}),
        ("/entries/", "post", {"400", "401", "403", "415", "429"}),
        ("/entries/{entry_id}/", "get", {"401", "403", "404", "429"}),
        ("/entries/{entry_id}/", "patch", {"400", "401", "403", "404", "409", "415", "429"}),
        ("/valuations/{valuation_id}/", "delete", {"401", "403", "404", "409", "429"}),
        ("/me/", "get", {"401", "403", "429"}),
    ],
)
def test_each_operation_announces_how_it_refuses(
    document: Any, path: str, method: str, expected: set[str]
) -> None:
    assert statuses(document, path, method) == expected


def test_what_a_refusal_looks_like_is_described(document: Any) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["Refusal"]["required"] == ["detail"]
    assert "oneOf" in schemas["Problems"]["additionalProperties"]
    for methods in document["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                if status.startswith("4"):
                    assert answer["description"]
                    assert "application/json" in answer["content"]


def test_what_a_view_says_itself_stays() -> None:
    own = {"description": "Mine."}
    result: Any = {
        "components": {"schemas": {}},
        "paths": {"/things/{id}/": {"get": {"responses": {"200": {}, "404": own}}}},
    }
    found = openapi.with_refusals(result, generator=None, request=None, public=True)
    responses = found["paths"]["/things/{id}/"]["get"]["responses"]
    assert responses["404"] is own
    assert set(responses) == {"200", "401", "403", "404", "429"}


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Return path, method and description of everything that can be asked for."""
    paths = document["paths"].items()
    return [(path, method, found) for path, each in paths for method, found in each.items()]


def test_every_operation_says_how_it_refuses(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        told = set(operation["responses"])
        assert {"401", "403", "429"} <= told, path
        assert "404" in told or "{" not in path, path
        assert "409" in told or "{" not in path or method == "get", path
        assert "requestBody" not in operation or {"400", "415"} <= told, path


def test_changes_need_a_token_beside_the_session(document: dict[str, Any]) -> None:
    schemes = document["components"]["securitySchemes"]
    assert schemes["csrfToken"]["name"] == "X-CSRFToken"
    for path, method, operation in operations(document):
        needs = [set(one) for one in operation["security"]]
        wanted = {"cookieAuth", "csrfToken"} if method in CHANGES else {"cookieAuth"}
        assert needs == [{"bearer"}, wanted], path


@pytest.mark.parametrize("path", ["/api/v1/entries/{entry_id}/valuations/", "/api/v1/rates/own/"])
def test_setting_something_says_whether_it_is_new(document: dict[str, Any], path: str) -> None:
    assert {"200", "201"} <= set(document["paths"][path]["post"]["responses"])


def test_every_list_has_a_limit(document: dict[str, Any]) -> None:
    for path in (
        "/api/v1/entries/",
        "/api/v1/entries/{entry_id}/valuations/",
        "/api/v1/rates/own/",
    ):
        asked = {each["name"]: each for each in document["paths"][path]["get"]["parameters"]}
        assert asked["size"]["schema"]["maximum"] == 200
        assert "cursor" in asked
