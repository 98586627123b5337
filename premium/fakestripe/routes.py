"""Which function answers which request of the API."""

import re
from collections.abc import Callable

from premium.fakestripe import (
    charges,
    checkout,
    customers,
    disputes,
    endpoints,
    expanding,
    listing,
    methods,
    outcomes,
    payments,
    plans,
    portal,
    previews,
    products,
    reading,
    refunds,
    schedules,
    setups,
)
from premium.fakestripe.books import Books
from premium.fakestripe.errors import Refused
from premium.fakestripe.params import Params
from premium.fakestripe.shapes import Json

type Answer = Callable[..., Json]

# Where objects are, of what kind they are, and which fields they can be filtered by.
_PLAIN: dict[str, tuple[str, tuple[str, ...]]] = {
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


def _listing(path: str, kind: str, by: tuple[str, ...]) -> Answer:
    def answer(books: Books, params: Params) -> Json:
        return listing.page(books, kind, params, url=f"/v1/{path}", by=by)

    return answer


def _retrieving(kind: str) -> Answer:
    def answer(books: Books, params: Params, identity: str) -> Json:
        params.only("expand")
        return books.get(kind, identity)

    return answer


_OWN: dict[str, Answer] = {
    "GET account": reading.account,
    "GET accounts/*": reading.account,
    "GET customers/*": customers.retrieve,
    "GET customers/*/payment_methods": methods.of_customer,
    "GET customers/*/sources": reading.nothing,
    "GET customers/*/tax_ids": reading.nothing,
    "GET entitlements/active_entitlements": reading.nothing,
    "GET entitlements/features": reading.nothing,
    "GET products/*/features": reading.nothing,
    "GET prices": reading.prices,
    "GET prices/*": _retrieving("price"),
    "GET checkout/sessions/*/line_items": reading.session_items,
    "GET subscriptions": reading.subscriptions,
    "GET subscriptions/*": _retrieving("subscription"),
    "GET subscription_items": reading.subscription_items,
    "GET subscription_items/*": plans.retrieve_item,
    "GET invoices": reading.invoices,
    "GET invoices/*": _retrieving("invoice"),
    "GET invoices/*/lines": reading.invoice_lines,
    "GET events": reading.event_list,
    "GET events/*": reading.event,
    "POST billing_portal/configurations": portal.create_configuration,
    "POST billing_portal/configurations/*": portal.update_configuration,
    "POST billing_portal/sessions": portal.create,
    "POST charges/*": charges.update,
    "POST checkout/sessions": checkout.create,
    "POST checkout/sessions/*": checkout.update,
    "POST checkout/sessions/*/expire": checkout.expire,
    "POST customers": customers.create,
    "POST customers/*": customers.update,
    "DELETE customers/*": customers.delete,
    "POST disputes/*": disputes.update,
    "POST disputes/*/close": disputes.close,
    "POST invoices/create_preview": previews.create,
    "POST invoices/*/pay": outcomes.pay_invoice,
    "POST invoices/*/void": outcomes.void_invoice,
    "POST invoices/*/mark_uncollectible": outcomes.write_off_invoice,
    "POST payment_intents/*": payments.update,
    "POST payment_intents/*/cancel": payments.cancel,
    "POST payment_intents/*/confirm": outcomes.confirm,
    "POST payment_methods/*/attach": methods.attach,
    "POST payment_methods/*/detach": methods.detach,
    "POST prices": products.create_price,
    "POST prices/*": products.update_price,
    "POST products": products.create,
    "POST products/*": products.update,
    "DELETE products/*": products.delete,
    "POST refunds": refunds.create,
    "POST refunds/*": refunds.update,
    "POST setup_intents": setups.create,
    "POST subscription_items/*": plans.update_item,
    "POST subscription_schedules": schedules.create,
    "POST subscription_schedules/*": schedules.update,
    "POST subscription_schedules/*/cancel": schedules.cancel,
    "POST subscription_schedules/*/release": schedules.release,
    "POST subscriptions": plans.create,
    "POST subscriptions/*": plans.update,
    "DELETE subscriptions/*": plans.cancel,
    "POST webhook_endpoints": endpoints.create,
    "POST webhook_endpoints/*": endpoints.update,
    "DELETE webhook_endpoints/*": endpoints.delete,
}


def _table() -> list[tuple[re.Pattern[str], Answer]]:
    table: dict[str, Answer] = {}
    for path, (kind, by) in _PLAIN.items():
        table[f"GET {path}"] = _listing(path, kind, by)
        table[f"GET {path}/*"] = _retrieving(kind)
    table |= _OWN
    return [(re.compile(where.replace("*", "([^/]+)")), answer) for where, answer in table.items()]


_TABLE = _table()


def answer(books: Books, method: str, path: str, params: Params) -> Json:
    """Return the answer to a request; the path is what follows /v1/. Raises Refused."""
    for pattern, function in _TABLE:
        found = pattern.fullmatch(f"{method} {path}")
        if found:
            said = function(books, params, *found.groups())
            expanded: Json = expanding.expand(books, said, params.texts("expand"))
            return expanded
    raise Refused(f"Unrecognized request URL ({method}: /v1/{path}).", status=404)
