"""Products and their prices. Source: docs.stripe.com/api/products and /api/prices."""

import copy

from premium.fakestripe import errors, events
from premium.fakestripe.books import Books
from premium.fakestripe.params import Params
from premium.fakestripe.shapes import Json

_TAKEN = ("name", "active", "description", "metadata", "statement_descriptor", "tax_code", "expand")
INTERVALS = ("day", "week", "month", "year")


def create(books: Books, params: Params) -> Json:
    """Create a product, with its default price if one is described."""
    params.only(*_TAKEN, "id", "default_price_data")
    identity = params.text("id")
    if identity and books.any(identity):
        raise errors.Refused(
            f"Product already exists: {identity}", code="resource_already_exists", param="id"
        )
    product = new(books, params, identity=identity)
    if params.has("default_price_data"):
        inner = params.inner("default_price_data")
        product["default_price"] = new_price(books, inner, product["id"])["id"]
        books.save(product)
    return product


def new(books: Books, params: Params, *, identity: str | None = None) -> Json:
    """Write a product down from parameters that may also be inside others."""
    fields: Json = {
        "active": params.boolean("active", True),
        "default_price": None,
        "description": params.text("description"),
        "images": [],
        "marketing_features": [],
        "metadata": params.metadata(),
        "name": params.need("name"),
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": params.text("statement_descriptor"),
        "tax_code": params.text("tax_code"),
        "type": "service",
        "unit_label": None,
        "updated": books.now,
        "url": None,
    }
    product = books.add("product", fields, identity=identity)
    events.emit(books, "product.created", product)
    return product


def update(books: Books, params: Params, identity: str) -> Json:
    """Change a product."""
    params.only(*_TAKEN, "default_price")
    product = books.get("product", identity)
    before = copy.deepcopy(product)
    if params.has("name"):
        product["name"] = params.need("name")
    for name in ("description", "default_price", "statement_descriptor", "tax_code"):
        if params.has(name):
            product[name] = params.text(name)
    product["active"] = params.boolean("active", product["active"])
    product["metadata"] = params.metadata(product["metadata"])
    events.changed(books, "product.updated", before, books.save(product))
    return product


def delete(books: Books, params: Params, identity: str) -> Json:
    """Delete a product that has no prices. Raises Refused otherwise."""
    params.only()
    product = books.get("product", identity)
    if books.find("price", product=identity):
        raise errors.Refused(
            "This product cannot be deleted because it has one or more user-created prices."
        )
    events.emit(books, "product.deleted", product)
    return books.remove(product)


def create_price(books: Books, params: Params) -> Json:
    """Create a price of a product that exists, or of a new one that is described."""
    params.only(
        "currency", "unit_amount", "product", "product_data", "recurring", "lookup_key", "expand",
        "transfer_lookup_key", "nickname", "metadata", "active", "tax_behavior",
    )  # fmt: skip
    return new_price(books, params, of_product(books, params))


def of_product(books: Books, params: Params) -> str:
    """Return the id of the product that parameters name or describe."""
    if params.has("product_data"):
        return str(new(books, params.inner("product_data"))["id"])
    named = params.need("product")
    return str(books.get("product", named, param=params.name("product"))["id"])


def new_price(books: Books, params: Params, product: str) -> Json:
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


def update_price(books: Books, params: Params, identity: str) -> Json:
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
