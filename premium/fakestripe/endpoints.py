"""Webhook endpoints: to whom events are told. Source: docs.stripe.com/api/webhook_endpoints."""

import secrets

from premium.fakestripe import errors
from premium.fakestripe.books import Books
from premium.fakestripe.events import API_VERSION
from premium.fakestripe.params import Params
from premium.fakestripe.shapes import Json

_MADE_AT_START = "we_made_at_start"


def create(books: Books, params: Params) -> Json:
    """Create an endpoint. Its secret is told this once."""
    params.only("url", "enabled_events", "description", "metadata", "api_version", "expand")
    names = params.texts("enabled_events")
    if not names:
        raise errors.required("enabled_events")
    secret = f"whsec_{secrets.token_urlsafe(24)}"
    params.need("url")
    endpoint = _write(books, url=params.address("url") or "", names=names, secret=secret)
    endpoint.update(description=params.text("description"), metadata=params.metadata())
    return {**books.save(endpoint), "secret": secret}


def _write(
    books: Books, *, url: str, names: list[str], secret: str, identity: str | None = None
) -> Json:
    fields: Json = {
        "api_version": API_VERSION,
        "application": None,
        "description": None,
        "enabled_events": names,
        "metadata": {},
        "status": "enabled",
        "url": url,
        "_secret": secret,
    }
    return books.add("webhook_endpoint", fields, identity=identity)


def update(books: Books, params: Params, identity: str) -> Json:
    """Change an endpoint."""
    params.only("url", "enabled_events", "description", "metadata", "disabled", "expand")
    endpoint = books.get("webhook_endpoint", identity)
    endpoint["url"] = params.address("url") or endpoint["url"]
    endpoint["enabled_events"] = params.texts("enabled_events") or endpoint["enabled_events"]
    endpoint["metadata"] = params.metadata(endpoint["metadata"])
    if params.has("description"):
        endpoint["description"] = params.text("description")
    if params.has("disabled"):
        endpoint["status"] = "disabled" if params.boolean("disabled") else "enabled"
    return books.save(endpoint)


def delete(books: Books, params: Params, identity: str) -> Json:
    """Delete an endpoint; what was on the way to it is given up."""
    params.only()
    endpoint = books.get("webhook_endpoint", identity)
    books.write("DELETE FROM outbox WHERE endpoint = ?", (identity,))
    return books.remove(endpoint)


def set_first(books: Books, *, url: str, secret: str) -> None:
    """Have the endpoint that was named at the start hear of everything; without a url, nobody."""
    known = books.any(_MADE_AT_START)
    if known is None and url:
        _write(books, url=url, names=["*"], secret=secret, identity=_MADE_AT_START)
    elif known is not None:
        status = "enabled" if url else "disabled"
        books.save({**known, "url": url or known["url"], "_secret": secret, "status": status})
