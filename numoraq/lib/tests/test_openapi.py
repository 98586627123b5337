"""What the API's document says of refusals, and of the token that changes need."""

from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

CHANGES = {"post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """Return the document of our own API."""
    generator: Any = SchemaGenerator
    found: dict[str, Any] = generator().get_schema(public=True)
    return found


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Return path, method and description of everything that can be asked for."""
    paths = document["paths"].items()
    return [(path, method, found) for path, each in paths for method, found in each.items()]


def test_every_operation_says_how_it_refuses(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        told = set(operation["responses"])
        assert {"403", "429"} <= told, path
        assert ("404" in told) == ("{" in path), path
        assert ("409" in told) == ("{" in path and method != "get"), path
        assert "requestBody" not in operation or {"400", "415"} <= told, path


def test_changes_need_a_token_beside_the_session(document: dict[str, Any]) -> None:
    schemes = document["components"]["securitySchemes"]
    assert schemes["csrfToken"]["name"] == "X-CSRFToken"
    for path, method, operation in operations(document):
        needs = [set(one) for one in operation["security"]]
        wanted = {"cookieAuth", "csrfToken"} if method in CHANGES else {"cookieAuth"}
        assert needs == [wanted], path


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
