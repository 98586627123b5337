"""The objects of the API: what they are called, and how their ids begin."""

import secrets
from typing import Any

type Json = dict[str, Any]

PREFIXES = {
    "balance_transaction": "txn",
    "billing_portal.configuration": "bpc",
    "billing_portal.session": "bps",
    "charge": "ch",
    "checkout.session": "cs_test",
    "customer": "cus",
    "dispute": "du",
    "event": "evt",
    "invoice": "in",
    "invoice_payment": "inpay",
    "invoiceitem": "ii",
    "item": "li",
    "line_item": "il",
    "payment_intent": "pi",
    "payment_method": "pm",
    "price": "price",
    "product": "prod",
    "refund": "re",
    "setup_intent": "seti",
    "subscription": "sub",
    "subscription_item": "si",
    "subscription_schedule": "sub_sched",
    "webhook_endpoint": "we",
}


def new_id(kind: str) -> str:
    """Return a fresh id such as Stripe gives to an object of this kind."""
    return f"{PREFIXES[kind]}_{secrets.token_hex(12)}"


def public(value: Any) -> Any:
    """Return what everybody may see: names that begin with an underscore are notes of ours."""
    if isinstance(value, dict):
        return {name: public(one) for name, one in value.items() if not name.startswith("_")}
    if isinstance(value, list):
        return [public(one) for one in value]
    return value


def listed(rows: list[Json], *, url: str, has_more: bool = False) -> Json:
    """Return rows as a list object."""
    return {"object": "list", "data": rows, "has_more": has_more, "url": url}
