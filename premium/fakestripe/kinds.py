"""Kinds of objects that are listed and read in the plain way."""

from collections.abc import Callable

from premium.fakestripe import listing
from premium.fakestripe.books import Books
from premium.fakestripe.params import Params
from premium.fakestripe.shapes import Json

type Answer = Callable[..., Json]

# Where objects are, of what kind they are, and which fields they can be filtered by.
PLAIN: dict[str, tuple[str, tuple[str, ...]]] = {
    "balance_transactions": ("balance_transaction", ("currency", "source", "type")),
    "billing_portal/configurations": ("billing_portal.configuration", ("active", "is_default")),
    "charges": ("charge", ("customer", "payment_intent")),
    "checkout/sessions": (
        "checkout.session",
        ("customer", "payment_intent", "status", "subscription"),
    ),
    "customers": ("customer", ("email",)),
    "disputes": ("dispute", ("charge", "payment_intent")),
    "invoice_payments": ("invoice_payment", ("invoice", "payment", "status")),
    "invoiceitems": ("invoiceitem", ("customer", "invoice")),
    "payment_intents": ("payment_intent", ("customer",)),
    "payment_methods": ("payment_method", ("customer", "type")),
    "products": ("product", ("active",)),
    "refunds": ("refund", ("charge", "payment_intent")),
    "setup_intents": ("setup_intent", ("customer", "payment_method")),
    "subscription_schedules": ("subscription_schedule", ("customer",)),
    "webhook_endpoints": ("webhook_endpoint", ()),
}


def listing_of(path: str, kind: str, by: tuple[str, ...]) -> Answer:
    """Return what answers with a page of the objects of a kind, filtered `by` fields."""

    def answer(books: Books, params: Params) -> Json:
        return listing.page(books, kind, params, url=f"/v1/{path}", by=by)

    return answer


def retrieving(kind: str) -> Answer:
    """Return what answers with one object of a kind."""

    def answer(books: Books, params: Params, identity: str) -> Json:
        params.only("expand")
        return books.get(kind, identity)

    return answer
