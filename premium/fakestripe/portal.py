"""The customer portal. Source: docs.stripe.com/api/customer_portal/sessions and /configurations."""

import secrets

from premium.fakestripe import changes, customers, errors, events, methods, schedules, subscriptions
from premium.fakestripe.books import Books
from premium.fakestripe.params import Params
from premium.fakestripe.shapes import Json

_FOR = 24 * 3600  # seconds a link may be used, once it was opened or not


def create(books: Books, params: Params) -> Json:
    """Open the portal for a customer; the session's url is the page."""
    params.only(
        "customer", "return_url", "configuration", "flow_data", "locale", "on_behalf_of", "expand"
    )
    customer = books.get("customer", params.need("customer"), param="customer")
    configuration = params.text("configuration")
    if configuration:
        books.get("billing_portal.configuration", configuration, param="configuration")
    secret = secrets.token_urlsafe(24)
    session = books.add(
        "billing_portal.session",
        {
            "configuration": configuration or _default(books)["id"],
            "customer": customer["id"],
            "customer_account": None,
            "flow": params.inner("flow_data").data or None,
            "locale": params.text("locale"),
            "on_behalf_of": None,
            "return_url": params.address("return_url"),
            "url": "",
            "_expires_at": books.now + _FOR,
            "_secret": secret,
        },
    )
    session["url"] = f"{books.url}/portal/{session['id']}"
    return books.save(session)


def _default(books: Books) -> Json:
    found = books.find("billing_portal.configuration", is_default=True)
    return found[0] if found else _write(books, Params({}), is_default=True)


def _write(books: Books, params: Params, *, is_default: bool) -> Json:
    return books.add(
        "billing_portal.configuration",
        {
            "active": True,
            "application": None,
            "business_profile": params.inner("business_profile").data,
            "default_return_url": params.text("default_return_url"),
            "features": params.inner("features").data,
            "is_default": is_default,
            "login_page": {"enabled": False, "url": None},
            "metadata": params.metadata(),
            "name": params.text("name"),
            "updated": books.now,
        },
    )


def create_configuration(books: Books, params: Params) -> Json:
    """Note what the portal is to offer; the page here offers all it can, whatever is noted."""
    params.only(
        "features", "business_profile", "default_return_url", "metadata", "name", "login_page",
        "expand",
    )  # fmt: skip
    if not params.has("features"):
        raise errors.required("features")
    return _write(books, params, is_default=False)


def update_configuration(books: Books, params: Params, identity: str) -> Json:
    """Change what is noted about the portal."""
    params.only(
        "features", "business_profile", "default_return_url", "metadata", "active", "expand"
    )
    found = books.get("billing_portal.configuration", identity)
    for name in ("features", "business_profile"):
        if params.has(name):
            found[name] = {**found[name], **params.inner(name).data}
    if params.has("default_return_url"):
        found["default_return_url"] = params.text("default_return_url")
    found["active"] = params.boolean("active", found["active"])
    found["metadata"] = params.metadata(found["metadata"])
    found["updated"] = books.now
    return books.save(found)


def alive(books: Books, customer: str) -> list[Json]:
    """Return a customer's subscriptions that run."""
    found = books.find("subscription", customer=customer)
    return [one for one in found if one["status"] not in subscriptions.ENDED]


def choices(books: Books, subscription: Json) -> list[Json]:
    """Return the other prices of the same product that one may switch to, cheapest first."""
    price = subscriptions.first_item(subscription)["price"]
    found = books.find("price", product=price["product"], active=True, currency=price["currency"])
    rows = [one for one in found if one["recurring"] and one["id"] != price["id"]]
    return sorted(rows, key=lambda one: int(one["unit_amount"]))


def switch(books: Books, subscription: Json, price: Json) -> None:
    """Change to another price: dearer or longer at once, the others when the period ends."""
    item = subscriptions.first_item(subscription)
    if _length(price) < _length(item["price"]) or (
        _length(price) == _length(item["price"])
        and price["unit_amount"] < item["price"]["unit_amount"]
    ):
        schedules.change_at_period_end(books, subscription, price)
        return
    if subscription["schedule"]:
        schedules.release_now(books, books.get("subscription_schedule", subscription["schedule"]))
        subscription = books.get("subscription", subscription["id"])
    changes.switch(
        books,
        subscription,
        [{**item, "price": price}],
        proration="always_invoice",
        behaviour="pending_if_incomplete",
    )


def _length(price: Json) -> int:
    days = {"day": 1, "week": 7, "month": 30, "year": 365}[price["recurring"]["interval"]]
    return days * int(price["recurring"]["interval_count"])


def set_cancel(books: Books, subscription: Json, *, at_period_end: bool) -> None:
    """Let a subscription end with its period, or go on after all."""
    if subscription["schedule"] and at_period_end:
        schedules.release_now(books, books.get("subscription_schedule", subscription["schedule"]))
        subscription = books.get("subscription", subscription["id"])
    before = {**subscription, "cancellation_details": {**subscription["cancellation_details"]}}
    changes.set_cancel(books, subscription, at_period_end=at_period_end)
    events.changed(books, "customer.subscription.updated", before, books.save(subscription))


def change_card(books: Books, customer: Json, *, behaviour: str) -> None:
    """Have a customer and all their subscriptions pay with a fresh card from now on."""
    before = {**customer, "invoice_settings": {**customer["invoice_settings"]}}
    method = methods.new(books, behaviour, email=customer["email"])
    customers.attach(books, customer, method)
    events.changed(books, "customer.updated", before, books.save(customer))
    for subscription in alive(books, customer["id"]):
        subscriptions.turn(books, subscription, default_payment_method=method["id"])
