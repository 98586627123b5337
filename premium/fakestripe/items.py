"""What a subscription is for. Source: docs.stripe.com/api/subscription_items."""

import copy

from premium.fakestripe import changes, errors, subscriptions
from premium.fakestripe.books import Books
from premium.fakestripe.params import Params
from premium.fakestripe.shapes import Json


def price_of(books: Books, row: Params) -> Json:
    """Return the price that parameters of an item name, and how many of it."""
    row.only("id", "price", "quantity", "metadata", "deleted")
    price = books.get("price", row.need("price"), param=row.name("price"))
    if not price["active"]:
        raise errors.invalid(row.name("price"), "The price specified is inactive.")
    if price["recurring"] is None:
        said = "This field only accepts prices with `type=recurring`."
        raise errors.invalid(row.name("price"), said)
    return {"price": price, "quantity": row.integer("quantity", 1, least=1) or 1}


def switch(books: Books, subscription: Json, params: Params) -> None:
    """Change what a subscription is for."""
    if subscription["schedule"]:
        said = f"The items are managed by the subscription schedule `{subscription['schedule']}`."
        raise errors.invalid("items", said)
    proration = params.choice("proration_behavior", changes.PRORATIONS, "create_prorations")
    behaviour = params.choice("payment_behavior", changes.BEHAVIOURS, "allow_incomplete")
    items = copy.deepcopy(subscription["items"]["data"])
    for row in params.rows("items"):
        _change(books, subscription, items, row)
    if not items:
        raise errors.invalid("items", "A subscription must have at least one active price.")
    changes.switch(books, subscription, items, proration=proration, behaviour=behaviour)


def _change(books: Books, subscription: Json, items: list[Json], row: Params) -> None:
    row.only("id", "price", "quantity", "metadata", "deleted")
    named = row.text("id")
    if named is None:
        first = items[0]
        start, end = first["current_period_start"], first["current_period_end"]
        fresh = price_of(books, row)
        items.append(subscriptions.item(books, subscription["id"], start=start, end=end, **fresh))
        return
    found = next((one for one in items if one["id"] == named), None)
    if found is None:
        raise errors.missing("subscription_item", named, param=row.name("id"))
    if row.boolean("deleted"):
        items.remove(found)
        return
    if row.has("price"):
        found["price"] = price_of(books, row)["price"]
    found["quantity"] = row.integer("quantity", found["quantity"], least=1)
    found["metadata"] = row.metadata(found["metadata"])


def retrieve(books: Books, params: Params, identity: str) -> Json:
    """Return an item of a subscription."""
    params.only("expand")
    return _item(books.subscription_of_item(identity), identity)


def update(books: Books, params: Params, identity: str) -> Json:
    """Change an item of a subscription."""
    params.only("price", "quantity", "metadata", "proration_behavior", "payment_behavior", "expand")
    subscription = books.subscription_of_item(identity)
    own = {key: params.data[key] for key in ("price", "quantity", "metadata") if params.has(key)}
    rest = {key: value for key, value in params.data.items() if key not in own}
    switch(books, subscription, Params({**rest, "items": [{**own, "id": identity}]}))
    return _item(books.get("subscription", subscription["id"]), identity)


def _item(subscription: Json, identity: str) -> Json:
    found: Json = next(one for one in subscription["items"]["data"] if one["id"] == identity)
    return found
