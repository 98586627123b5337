"""The OpenAPI document of what is served to programs: allauth's, less what is not, and ours."""

import json
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.urls import resolve

from accounts import allauth_compat
from accounts.models import Factor

NOTHING: Final = "program-nothing"  # the name of every address there is not
_HERE: Final = "/_allauth/app/v1/auth/2fa/"
_SCHEMA, _RESPONSE = "#/components/schemas/", "#/components/responses/"


@lru_cache(maxsize=1)
def text() -> str:
    """Return the document as JSON. The first time takes about a second."""
    found = allauth_compat.document()
    found["paths"] = {
        address: told for address, told in found["paths"].items() if _is_served(address)
    }
    found["paths"] |= {f"{_HERE}send": {"post": _sending()}, f"{_HERE}code": {"post": _giving()}}
    schemas = found["components"]["schemas"]
    schemas["SentFactor"] = _SENT_FACTOR
    schemas["AuthenticatorType"]["enum"].extend(Factor.BY_CODE)
    schemas["Flow"]["properties"]["factors"] = {
        "type": "array",
        "description": "The phones and mailboxes a code can be sent to.",
        "items": {"$ref": f"{_SCHEMA}SentFactor"},
    }
    return json.dumps(found)


def _is_served(address: str) -> bool:
    return resolve(address, settings.ROOT_URLCONF).url_name != NOTHING


def _sending() -> dict[str, Any]:
    told = {
        "factor": {"type": "string", "format": "uuid"},
        "expires_in": {"type": "integer", "description": "Seconds for which the code works."},
    }
    answer = _object(status={"type": "integer", "enum": [200]}, data=_object(**told))
    return {
        **_step("Send a code", "Sends a code to one of the `factors` of the flow."),
        "requestBody": _body(_object(factor={"type": "string", "format": "uuid"})),
        "responses": {
            "200": {"description": "The code was sent.", **_json(answer)},
            "400": _refused("There is no such phone or mailbox: `unknown_factor`."),
            "401": {"$ref": f"{_RESPONSE}Authentication"},
            "429": {"$ref": f"{_RESPONSE}TooManyRequests"},
        },
    }


def _giving() -> dict[str, Any]:
    codes = "`incorrect_code`, `expired`, or `try_later` after a wrong one."
    return {
        **_step("Give the code that was sent", "Ends signing in. Each code works once."),
        "requestBody": _body(_object(code={"type": "string", "pattern": "^[0-9]{6}$"})),
        "responses": {
            "200": {"$ref": f"{_RESPONSE}AuthenticatedByPasswordAnd2FA"},
            "400": _refused(codes),
            "401": {"$ref": f"{_RESPONSE}Authentication"},
            "409": {"description": "No code was sent.", **_json(_object(status=_CONFLICT))},
        },
    }


_CONFLICT: Final = {"type": "integer", "enum": [409]}
_SENT_FACTOR: Final = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "type": {"type": "string", "enum": list(Factor.BY_CODE)},
        "name": {"type": "string"},
        "address": {"type": "string", "description": "In part only."},
        "wait": {"type": "integer", "description": "Seconds until the next code can be sent."},
    },
    "required": ["id", "type", "name", "address", "wait"],
}


def _step(summary: str, does: str) -> dict[str, Any]:
    return {
        "tags": ["Authentication: 2FA"],
        "summary": summary,
        "description": f"{does} Who is signed in proves themselves again by it.",
        "parameters": [{"$ref": "#/components/parameters/SessionToken"}],
    }


def _refused(description: str) -> dict[str, Any]:
    return {"description": description, **_json({"$ref": f"{_SCHEMA}ErrorResponse"})}


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, **_json(schema)}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}
