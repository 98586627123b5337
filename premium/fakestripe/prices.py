"""Prices. Source: docs.stripe.com/api/prices."""

import copy

from premium.fakestripe import errors, events
from premium.fakestripe.books import Books
from premium.fakestripe.params import Params
from premium.fakestripe.shapes import Json

INTERVALS = ("day", "week", "month", "year")


def new(books: Books, params: Params, product: str) -> Json:
    """Write a price down from parameters that may also be inside others."""
    amount = params.integer("unit_amount", most=99_999_999)
    if amount is None:
        raise errors.required(params.name("unit_amount"))
    recurring = _recurring(params.inner("recurring")) if params.has("recurring") else None
    fields: Json = {
        "active": params.boolean("active", True),
        "billing_scheme": "per_unit",
        "currency": params.need("currency").lower(),
        "custom_unit_amount": None,
        "lookup_key": _lookup_key(books, params),
        "metadata": params.metadata(),
        "nickname": params.text("nickname"),
        "product": product,
        "recurring": recurring,
        "tax_behavior": params.text("tax_behavior") or "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "recurring" if recurring else "one_time",
        "unit_amount": amount,
        "unit_amount_decimal": str(amount),
    }
    price = books.add("price", fields)
    events.emit(books, "price.created", price)
    return price


def _recurring(params: Params) -> Json:
    params.only("interval", "interval_count", "usage_type")
    interval = params.choice("interval", INTERVALS)
    longest = {"day": 1095, "week": 156, "month": 36, "year": 3}[interval]  # three years
    return {
        "interval": interval,
        "interval_count": params.integer("interval_count", 1, least=1, most=longest),
        "meter": None,
        "trial_period_days": None,
        "usage_type": params.choice("usage_type", ("licensed",), "licensed"),
    }


def _lookup_key(books: Books, params: Params) -> str | None:
    key = params.text("lookup_key")
    for other in books.find("price", lookup_key=key) if key else ():
        if not params.boolean("transfer_lookup_key"):
            said = f"A price (`{other['id']}`) already uses that lookup key."
            raise errors.invalid(params.name("lookup_key"), said)
        books.save({**other, "lookup_key": None})
    return key


def update(books: Books, params: Params, identity: str) -> Json:
    """Change what may be changed of a price: never what it costs."""
    params.only(
        "active", "metadata", "nickname", "lookup_key", "transfer_lookup_key", "tax_behavior",
        "expand",
    )  # fmt: skip
    price = books.get("price", identity)
    before = copy.deepcopy(price)
    price["active"] = params.boolean("active", price["active"])
    price["metadata"] = params.metadata(price["metadata"])
    if params.has("nickname"):
        price["nickname"] = params.text("nickname")
    if params.has("lookup_key") and params.text("lookup_key") != price["lookup_key"]:
        price["lookup_key"] = _lookup_key(books, params)
    events.changed(books, "price.updated", before, books.save(price))
    return price
