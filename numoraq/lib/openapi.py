"""How the API's document is made, and what it says of refusals: the same everywhere."""

from typing import Any, Final

SETTINGS: Final = {
    "TITLE": "NumoraQ",
    "VERSION": "1",
    "EXTERNAL_DOCS": {"description": "How programs sign in", "url": "/_allauth/openapi.json"},
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "numoraq.lib.openapi.with_refusals",
        "numoraq.lib.openapi.with_token",
    ],
    # Choices that several answers share or that go by a common word, by the name they have there.
    "ENUM_NAME_OVERRIDES": {
        "FactorTypeEnum": "accounts.models.factors.Factor.Type",
        "GrantSourceEnum": "premium.models.grants.Grant.Source",
        "PaymentKindEnum": "premium.models.payments.Payment.Kind",
        "PaymentStatusEnum": "premium.models.payments.Payment.State",
        "PlanEnum": "premium.models.plans.Plan.Code",
    },
}
_JSON: Final = "application/json"
_SAFE: Final = "get"
_COMPONENTS: Final = {
    "Refusal": {
        "type": "object",
        "description": "Why it was refused, for people.",
        "properties": {"detail": {"type": "string"}},
        "required": ["detail"],
    },
    "Problems": {
        "type": "object",
        "description": "What is wrong by field; `detail` where it is about no field.",
        "additionalProperties": {
            "oneOf": [
                {"type": "string"},
                {"type": "array", "items": {"type": "string"}},
                {"type": "object"},
            ]
        },
    },
}


# Browsers send the session's cookie by themselves; the header proves that a page of ours asked.
_TOKEN: Final = {
    "type": "apiKey",
    "in": "header",
    "name": "X-CSRFToken",
    "description": "The value of the cookie `csrftoken`, with whatever changes something.",
}


def with_token(result: Any, **_context: Any) -> Any:
    """Return the document with the token that changes need beside the session. A hook, too."""
    result["components"]["securitySchemes"]["csrfToken"] = _TOKEN
    for methods in result["paths"].values():
        for method, operation in methods.items():
            if method != _SAFE:
                for one in operation.get("security", ()):
                    if "bearer" not in one:
                        one |= {"csrfToken": []}
    return result


def with_refusals(result: Any, **_context: Any) -> Any:
    """Return the document with the refusals of every operation. A hook of drf-spectacular."""
    result["components"]["schemas"].update(_COMPONENTS)
    for path, methods in result["paths"].items():
        for method, operation in methods.items():
            for status, (component, why) in _refusals(path, method, operation).items():
                operation["responses"].setdefault(
                    status, {"description": why, "content": _said(component)}
                )
            for status, answer in operation["responses"].items():
                if status.startswith("4"):
                    answer.setdefault("content", _said("Refusal"))
    return result


def _said(component: str) -> dict[str, Any]:
    return {_JSON: {"schema": {"$ref": f"#/components/schemas/{component}"}}}


def _refusals(path: str, method: str, operation: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Return component and reason by status of what an operation may answer."""
    found = {
        "401": ("Refusal", "Nobody asks: neither a session nor a token that opens anything."),
        "403": ("Refusal", "The request comes from elsewhere, or who asks may not do this."),
        "429": ("Refusal", "Too many calls; `Retry-After` says when to try again."),
    }
    is_asked = any(parameter["in"] == "query" for parameter in operation.get("parameters", ()))
    if is_asked or "requestBody" in operation:
        found["400"] = ("Problems", "Something that was sent cannot be.")
    if "requestBody" in operation:
        found["415"] = ("Refusal", "It is sent in a form that is not read here.")
    if "{" in path:
        found["404"] = ("Refusal", "It does not exist, or is somebody else's.")
        if method != _SAFE:
            found["409"] = ("Refusal", "It goes against what is there.")
    return found
