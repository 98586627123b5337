"""Which function answers which request of the API."""

import re

from premium.fakestripe import (
    charges,
    checkout,
    customers,
    disputes,
    endpoints,
    expanding,
    items,
    kinds,
    methods,
    outcomes,
    payments,
    plans,
    portal,
    previews,
    prices,
    products,
    reading,
    refunds,
    schedules,
    setups,
)
from premium.fakestripe.books import Books
from premium.fakestripe.errors import Refused
from premium.fakestripe.kinds import Answer
from premium.fakestripe.params import Params
from premium.fakestripe.shapes import Json

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
    "GET prices/*": kinds.retrieving("price"),
    "GET checkout/sessions/*/line_items": reading.session_items,
    "GET subscriptions": reading.subscriptions,
    "GET subscriptions/*": kinds.retrieving("subscription"),
    "GET subscription_items": reading.subscription_items,
    "GET subscription_items/*": items.retrieve,
    "GET invoices": reading.invoices,
    "GET invoices/*": kinds.retrieving("invoice"),
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
    "POST prices/*": prices.update,
    "POST products": products.create,
    "POST products/*": products.update,
    "DELETE products/*": products.delete,
    "POST refunds": refunds.create,
    "POST refunds/*": refunds.update,
    "POST setup_intents": setups.create,
    "POST subscription_items/*": items.update,
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
    for path, (kind, by) in kinds.PLAIN.items():
        table[f"GET {path}"] = kinds.listing_of(path, kind, by)
        table[f"GET {path}/*"] = kinds.retrieving(kind)
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
