"""Lists and parts of objects that need more than a field to be found by."""

import re
from typing import Any

from premium.fakestripe import errors, events, listing
from premium.fakestripe.books import Books
from premium.fakestripe.listing import Filter
from premium.fakestripe.params import Params
from premium.fakestripe.shapes import Json, listed

_MOST_KEYS, _MOST_TYPES = 10, 20
_ACCOUNT: Json = {
    "id": "acct_1TestPayments0001",
    "object": "account",
    "business_profile": {"name": "Test payments", "support_email": None, "url": None},
    "business_type": "company",
    "charges_enabled": True,
    "country": "US",
    "created": 1_600_000_000,
    "default_currency": "usd",
    "details_submitted": True,
    "email": "account@example.org",
    "metadata": {},
    "payouts_enabled": True,
    "settings": {"branding": {"icon": None, "logo": None}, "dashboard": {"timezone": "Etc/UTC"}},
    "type": "standard",
}


def account(_books: Books, params: Params, *_identity: str) -> Json:
    """Return the one account there is."""
    params.only("expand")
    return dict(_ACCOUNT)


def nothing(_books: Books, params: Params, *_identity: str) -> Json:
    """Return an empty list: of what exists at Stripe and not here."""
    return listed([], url="/v1")


def _in(path: str, found: list[str], taken: str) -> Filter:
    marks = ", ".join("?" * len(found))
    sql = f"json_extract(data, '{path}') IN ({marks})"  # the path is ours
    return Filter(sql, tuple(found), (taken,))


def prices(books: Books, params: Params) -> Json:
    """Return prices, also by their lookup keys."""
    keys = params.texts("lookup_keys")
    if len(keys) > _MOST_KEYS:
        raise errors.invalid("lookup_keys", f"At most {_MOST_KEYS} keys can be looked up.")
    filters = (_in("$.lookup_key", keys, "lookup_keys"),) if keys else ()
    by = ("active", "currency", "product", "recurring", "type")
    return listing.page(books, "price", params, url="/v1/prices", by=by, filters=filters)


def subscriptions(books: Books, params: Params) -> Json:
    """Return subscriptions; those that were canceled only when asked for."""
    filters = [Filter("json_extract(data, '$.status') <> 'canceled'", (), ("status",))]
    status = params.text("status")
    if status == "all":
        filters = [Filter("1", (), ("status",))]
    elif status == "ended":
        filters = [_in("$.status", ["canceled", "incomplete_expired"], "status")]
    elif status:
        filters = [_in("$.status", [status], "status")]
    if price := params.text("price"):
        inside = (
            "EXISTS (SELECT 1 FROM json_each(data, '$.items.data') AS item"
            " WHERE json_extract(item.value, '$.price.id') = ?)"
        )
        filters.append(Filter(inside, (price,), ("price",)))
    return listing.page(
        books, "subscription", params, url="/v1/subscriptions", by=("customer",),
        filters=tuple(filters),
    )  # fmt: skip


def invoices(books: Books, params: Params) -> Json:
    """Return invoices, also of a subscription."""
    filters: tuple[Filter, ...] = ()
    if named := params.text("subscription"):
        path = "$.parent.subscription_details.subscription"
        filters = (_in(path, [named], "subscription"),)
    by = ("customer", "status", "collection_method")
    return listing.page(books, "invoice", params, url="/v1/invoices", by=by, filters=filters)


def event_list(books: Books, params: Params) -> Json:
    """Return events, also by whether they have reached everybody."""
    filters: list[Filter] = []
    names = params.texts("types")
    if len(names) > _MOST_TYPES:
        raise errors.invalid("types", f"At most {_MOST_TYPES} types can be asked for.")
    if names:
        filters.append(_in("$.type", names, "types"))
    if params.has("delivery_success"):
        filters.append(_delivered(has_succeeded=params.boolean("delivery_success")))
    if group := params.text("type"):
        filters.append(_of_group(group))
    filters.append(Filter("1", (), ("type",)))
    found = listing.page(books, "event", params, url="/v1/events", filters=tuple(filters))
    return {**found, "data": [events.present(books, one) for one in found["data"]]}


def _of_group(name: str) -> Filter:
    """Return the condition for a type of event, or a group of them such as charge.*."""
    pattern = re.sub(r"([\[?])", r"[\1]", name)  # only the star means something else
    return Filter("json_extract(data, '$.type') GLOB ?", (pattern,), ("type",))


def _delivered(*, has_succeeded: bool) -> Filter:
    inside = "SELECT 1 FROM outbox WHERE outbox.event = objects.id AND outbox.state <> 'delivered'"
    sql = f"{'NOT ' if has_succeeded else ''}EXISTS ({inside})"
    return Filter(sql, (), ("delivery_success",))


def event(books: Books, params: Params, identity: str) -> Json:
    """Return an event, with the deliveries it still awaits."""
    params.only("expand")
    return events.present(books, books.get("event", identity))


def session_items(books: Books, params: Params, identity: str) -> Json:
    """Return what a checkout session sells."""
    rows = books.get("checkout.session", identity)["_line_items"]
    return listing.inline(params, rows, url=f"/v1/checkout/sessions/{identity}/line_items")


def invoice_lines(books: Books, params: Params, identity: str) -> Json:
    """Return what stands on an invoice."""
    rows = books.get("invoice", identity)["lines"]["data"]
    return listing.inline(params, rows, url=f"/v1/invoices/{identity}/lines")


def subscription_items(books: Books, params: Params) -> Json:
    """Return the items of a subscription."""
    named = params.need("subscription")
    rows = books.get("subscription", named, param="subscription")["items"]["data"]
    rest: dict[str, Any] = {k: one for k, one in params.data.items() if k != "subscription"}
    return listing.inline(Params(rest), rows, url="/v1/subscription_items")
