"""Calls of the API as its OpenAPI document allows them, through Django's own test client."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import requests
import schemathesis
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from schemathesis import APIOperation, Case
from schemathesis.core.result import Ok

BASE = "http://testserver"

type Operation = APIOperation[Any, Any, Any, Any]
type Call = Case[Any]


def operations() -> Iterator[Operation]:
    """Yield every operation of the API's document."""
    generator: Any = SchemaGenerator
    document = generator().get_schema(public=True)
    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        assert isinstance(found, Ok), found
        yield found.ok()


def with_ids(case: Call, ids: dict[str, UUID]) -> Call:
    """Put known ids in the place of those in the path."""
    known = {name: str(ids[name]) for name in case.path_parameters or {} if name in ids}
    case.path_parameters = {**(case.path_parameters or {}), **known}
    return case


def send(case: Call, client: Client) -> httpx.Response:
    """Send a case as a browser would, and return the answer as the checks read it."""
    asked = requests.Request(**case.as_transport_kwargs(base_url=BASE)).prepare()
    body = asked.body or b""
    # The client's own session asks, not a made-up token.
    made_up = {"Cookie", "Authorization"}
    headers = {name: str(value) for name, value in asked.headers.items() if name not in made_up}
    answer: Any = client.generic(
        str(asked.method),
        str(asked.path_url),
        body.encode() if isinstance(body, str) else body,
        content_type=headers.pop("Content-Type", "application/json"),
        headers=headers,
    )
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    found = httpx.Response(
        answer.status_code,
        headers=list(answer.headers.items()),
        content=content,
        request=httpx.Request(str(asked.method), str(asked.url)),
    )
    found.elapsed = timedelta(0)
    return found
