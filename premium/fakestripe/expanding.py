"""Expansion: objects in the place of their ids. Source: docs.stripe.com/api/expanding_objects."""

from collections.abc import Callable
from typing import Any

from premium.fakestripe import checkout, errors
from premium.fakestripe.books import Books
from premium.fakestripe.shapes import Json, listed

_DEEPEST = 4


def _refunds(books: Books, charge: Json) -> Json:
    rows = books.find("refund", charge=charge["id"])
    return listed(rows, url=f"/v1/charges/{charge['id']}/refunds")


def _payments(books: Books, invoice: Json) -> Json:
    rows = books.find("invoice_payment", invoice=invoice["id"])
    return listed(rows, url="/v1/invoice_payments")


def _subscriptions(books: Books, customer: Json) -> Json:
    rows = [
        one
        for one in books.find("subscription", customer=customer["id"])
        if one["status"] != "canceled"
    ]
    return listed(rows, url=f"/v1/customers/{customer['id']}/subscriptions")


def _confirmation(books: Books, invoice: Json) -> Json | None:
    payment = next(iter(books.find("invoice_payment", invoice=invoice["id"])), None)
    if payment is None:
        return None
    intent = books.get("payment_intent", payment["payment"]["payment_intent"])
    return {"client_secret": intent["client_secret"], "type": "payment_intent"}


# What is there only when it is asked for.
_HIDDEN: dict[tuple[str, str], Callable[[Books, Json], Any]] = {
    ("charge", "refunds"): _refunds,
    ("checkout.session", "line_items"): lambda _books, one: checkout.line_items(one),
    ("customer", "sources"): lambda _books, one: listed(
        [], url=f"/v1/customers/{one['id']}/sources"
    ),
    ("customer", "subscriptions"): _subscriptions,
    ("customer", "tax_ids"): lambda _books, one: listed(
        [], url=f"/v1/customers/{one['id']}/tax_ids"
    ),
    ("invoice", "confirmation_secret"): _confirmation,
    ("invoice", "payments"): _payments,
    ("price", "currency_options"): lambda _books, _one: {},
    ("price", "tiers"): lambda _books, _one: [],
}


def expand(books: Books, found: Any, paths: list[str]) -> Any:
    """Return what was found with the objects in place that the paths name. Raises Refused."""
    for path in paths:
        steps = path.split(".")
        if steps and len(steps) > _DEEPEST:
            said = "You cannot expand more than 4 levels of a property."
            raise errors.invalid("expand", said)
        _walk(books, found, steps, path)
    return found


def _walk(books: Books, found: Any, steps: list[str], path: str) -> None:
    if isinstance(found, list):
        for one in found:
            _walk(books, one, steps, path)
        return
    if not steps or not isinstance(found, dict):
        return
    step, rest = steps[0], steps[1:]
    kind = str(found.get("object", ""))  # an event has an object in this place
    hidden = _HIDDEN.get((kind, step))
    if hidden is not None and not isinstance(found.get(step), dict):
        found[step] = hidden(books, found)
    elif step not in found and kind and "deleted" not in found:
        said = f"This property cannot be expanded ({path})."
        raise errors.Refused(said, param="expand")
    value = found.get(step)
    if isinstance(value, str):
        value = found[step] = books.any(value) or value
    _walk(books, value, rest, path)
