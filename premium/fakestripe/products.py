"""Products, and prices that come with one. Source: docs.stripe.com/api/products."""

import copy

from premium.fakestripe import errors, events, prices
from premium.fakestripe.books import Books
from premium.fakestripe.params import Params
from premium.fakestripe.shapes import Json

_TAKEN = ("name", "active", "description", "metadata", "statement_descriptor", "tax_code", "expand")


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
        product["default_price"] = prices.new(books, inner, product["id"])["id"]
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
    return prices.new(books, params, of_product(books, params))


def of_product(books: Books, params: Params) -> str:
    """Return the id of the product that parameters name or describe."""
    if params.has("product_data"):
        return str(new(books, params.inner("product_data"))["id"])
    named = params.need("product")
    return str(books.get("product", named, param=params.name("product"))["id"])
