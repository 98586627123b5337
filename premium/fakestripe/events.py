"""Events: what an object was like when something happened, and to whom that is told."""

import copy
import json

from premium.fakestripe import shapes
from premium.fakestripe.books import Books
from premium.fakestripe.shapes import Json

API_VERSION = "2026-05-27.dahlia"


def emit(books: Books, name: str, about: Json, *, previous: Json | None = None) -> Json:
    """Write an event down with the object as it is now, and put it out for delivery.

    `previous` holds the fields that changed, as they were.
    """
    data: Json = {"object": shapes.public(copy.deepcopy(about))}
    if previous is not None:
        data["previous_attributes"] = shapes.public(previous)
    event = books.add(
        "event",
        {
            "account": None,
            "api_version": API_VERSION,
            "data": data,
            "pending_webhooks": 0,
            "request": {"id": None, "idempotency_key": None},
            "type": name,
        },
    )
    for endpoint in books.find("webhook_endpoint", status="enabled"):
        if {"*", name} & set(endpoint["enabled_events"]):
            put_out(books, event["id"], endpoint["id"])
    return event


def changed(books: Books, name: str, before: Json, after: Json) -> None:
    """Emit an event about a change; nothing when there is none."""
    old = {key: value for key, value in before.items() if after.get(key) != value}
    if shapes.public(old):
        emit(books, name, after, previous=old)


def put_out(books: Books, event: str, endpoint: str) -> None:
    """Have an event delivered to an endpoint as soon as can be."""
    state = "failed" if books.knob("is_lost") else "pending"
    sql = "INSERT INTO outbox (event, endpoint, due, state) VALUES (?, ?, ?, ?)"
    books.write(sql, (event, endpoint, books.real_now, state))


def present(books: Books, event: Json) -> Json:
    """Return an event with the number of deliveries that have not succeeded yet."""
    sql = "SELECT count(*) AS left FROM outbox WHERE event = ? AND state = 'pending'"
    left = books.db.execute(sql, (event["id"],)).fetchone()["left"]
    return {**event, "pending_webhooks": left}


def body(books: Books, event: str) -> bytes:
    """Return what is posted to an endpoint."""
    found = present(books, books.get("event", event))
    return json.dumps(shapes.public(found), indent=2).encode()
