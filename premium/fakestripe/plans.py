"""Subscriptions as requests ask for them. Source: docs.stripe.com/api/subscriptions."""

import copy

from premium.fakestripe import billing, changes, errors, events, items, subscriptions
from premium.fakestripe.books import Books
from premium.fakestripe.errors import Refused
from premium.fakestripe.params import Params
from premium.fakestripe.shapes import Json

_STARTS = ("default_incomplete", *changes.BEHAVIOURS)
_CHANGES = (
    "items", "proration_behavior", "payment_behavior", "cancel_at_period_end", "metadata",
    "default_payment_method", "description", "cancellation_details", "expand",
)  # fmt: skip


def create(books: Books, params: Params) -> Json:
    """Create a subscription that is charged to what the customer pays with."""
    params.only(
        "customer", "items", "default_payment_method", "metadata", "payment_behavior",
        "trial_period_days", "off_session", "expand", "description",
    )  # fmt: skip
    customer = books.get("customer", params.need("customer"), param="customer")
    behaviour = params.choice("payment_behavior", _STARTS, "allow_incomplete")
    rows = [items.price_of(books, row) for row in params.rows("items")]
    if not rows:
        raise errors.required("items")
    made = subscriptions.new(books, customer=customer["id"], metadata=params.metadata(), rows=rows)
    made["description"] = params.text("description")
    made["default_payment_method"] = _method(books, params, customer["id"])
    days = params.integer("trial_period_days", most=730)
    if behaviour == "default_incomplete" and not days:
        billing.start_unpaid(books, made)
    else:
        billing.start(books, made, method=None, trial_days=days)
    made = books.get("subscription", made["id"])
    if behaviour == "error_if_incomplete" and made["status"] == "incomplete":
        raise Refused(
            "Your card was declined.", status=402, type="card_error", code="card_declined"
        )
    return made


def _method(books: Books, params: Params, customer: str) -> str | None:
    named = params.text("default_payment_method")
    if named is None:
        return None
    found = books.get("payment_method", named, param="default_payment_method")
    if found["customer"] != customer:
        said = "The customer does not have this payment method."
        raise errors.invalid("default_payment_method", said)
    return named


def update(books: Books, params: Params, identity: str) -> Json:
    """Change a subscription: what is noted about it, when it ends, what it is for."""
    params.only(*_CHANGES)
    subscription = books.get("subscription", identity)
    if subscription["status"] in subscriptions.ENDED:
        said = "A canceled subscription can only update its cancellation_details and metadata."
        raise Refused(said)
    before = copy.deepcopy(subscription)
    _note(books, subscription, params)
    events.changed(books, "customer.subscription.updated", before, books.save(subscription))
    if params.has("items"):
        items.switch(books, subscription, params)
    return books.get("subscription", identity)


def _note(books: Books, subscription: Json, params: Params) -> None:
    subscription["metadata"] = params.metadata(subscription["metadata"])
    if params.has("description"):
        subscription["description"] = params.text("description")
    if params.has("default_payment_method"):
        method = _method(books, params, subscription["customer"])
        subscription["default_payment_method"] = method
    if params.has("cancel_at_period_end"):
        if subscription["schedule"]:
            said = (
                f"The subscription is managed by the subscription schedule"
                f" `{subscription['schedule']}`, and updating any cancelation behavior directly is"
                f" not allowed. Please update the schedule instead."
            )
            raise errors.invalid("cancel_at_period_end", said)
        at_end = params.boolean("cancel_at_period_end")
        if at_end != subscription["cancel_at_period_end"]:
            changes.set_cancel(books, subscription, at_period_end=at_end)
    _details(subscription, params)


def _details(subscription: Json, params: Params) -> None:
    inner = params.inner("cancellation_details")
    inner.only("comment", "feedback")
    for name in inner.data:
        subscription["cancellation_details"][name] = inner.text(name)


def cancel(books: Books, params: Params, identity: str) -> Json:
    """End a subscription at once."""
    params.only("invoice_now", "prorate", "cancellation_details", "expand")
    subscription = books.get("subscription", identity)
    if subscription["status"] in subscriptions.ENDED:
        raise errors.missing("subscription", identity)
    _details(subscription, params)
    prorate, now = params.boolean("prorate"), params.boolean("invoice_now")
    changes.cancel(books, books.save(subscription), prorate=prorate, invoice_now=now)
    return subscription
