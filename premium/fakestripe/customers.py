"""Customers. Source: docs.stripe.com/api/customers."""

import copy

from premium.fakestripe import errors, events, subscriptions
from premium.fakestripe.books import Books
from premium.fakestripe.params import Params
from premium.fakestripe.shapes import Json

_TEXTS = ("name", "email", "description", "phone")
_TAKEN = (
    *_TEXTS, "metadata", "address", "preferred_locales", "invoice_settings", "payment_method",
    "tax_exempt", "balance", "expand",
)  # fmt: skip


def create(books: Books, params: Params) -> Json:
    """Create a customer."""
    params.only(*_TAKEN)
    blank: Json = dict.fromkeys(_TEXTS)
    fields = {**blank, "metadata": {}, "balance": 0, "address": None, "preferred_locales": []}
    settings = {"custom_fields": None, "default_payment_method": None, "footer": None}
    customer: Json = books.add(
        "customer",
        {
            **fields,
            "currency": None,
            "default_source": None,
            "delinquent": False,
            "discount": None,
            "invoice_prefix": "",
            "invoice_settings": {**settings, "rendering_options": None},
            "next_invoice_sequence": 1,
            "shipping": None,
            "tax_exempt": "none",
            "test_clock": None,
        },
    )
    customer["invoice_prefix"] = customer["id"][-8:].upper()
    _fill(books, customer, params)
    if method := params.text("payment_method"):
        attach(books, customer, books.get("payment_method", method, param="payment_method"))
    events.emit(books, "customer.created", books.save(customer))
    return customer


def update(books: Books, params: Params, identity: str) -> Json:
    """Change a customer."""
    params.only(*_TAKEN)
    customer = books.get("customer", identity)
    before = copy.deepcopy(customer)
    _fill(books, customer, params)
    events.changed(books, "customer.updated", before, books.save(customer))
    return customer


def _fill(books: Books, customer: Json, params: Params) -> None:
    for name in _TEXTS:
        if params.has(name):
            customer[name] = params.text(name)
    customer["metadata"] = params.metadata(customer["metadata"])
    customer["balance"] = params.integer("balance", customer["balance"], least=-(2**40))
    customer["tax_exempt"] = params.choice(
        "tax_exempt", ("none", "exempt", "reverse"), customer["tax_exempt"]
    )
    if params.has("address"):
        customer["address"] = params.inner("address").data or None
    if params.has("preferred_locales"):
        customer["preferred_locales"] = params.texts("preferred_locales")
    settings = params.inner("invoice_settings")
    settings.only("default_payment_method")
    if method := settings.text("default_payment_method"):
        _check_owner(books, customer, method, param=settings.name("default_payment_method"))
        customer["invoice_settings"]["default_payment_method"] = method


def _check_owner(books: Books, customer: Json, method: str, *, param: str) -> None:
    if books.get("payment_method", method, param=param)["customer"] != customer["id"]:
        raise errors.invalid(param, "The customer does not have this payment method.")


def delete(books: Books, params: Params, identity: str) -> Json:
    """Delete a customer for good; subscriptions end at once."""
    params.only()
    customer = books.get("customer", identity)
    for found in books.find("subscription", customer=identity):
        if found["status"] not in subscriptions.ENDED:
            subscriptions.end(books, found)
    for method in books.find("payment_method", customer=identity):
        books.save({**method, "customer": None})
    events.emit(books, "customer.deleted", customer)
    return books.bury(customer)


def retrieve(books: Books, params: Params, identity: str) -> Json:
    """Return a customer, or that there was one."""
    params.only("expand")
    found = books.any(identity)
    is_gone = found is not None and found["object"] == "customer" and "deleted" in found
    return found if found is not None and is_gone else books.get("customer", identity)


def give(books: Books, customer: Json, method: Json) -> Json:
    """Attach a method to a customer, and return it."""
    if method["customer"] != customer["id"]:
        method["customer"] = customer["id"]
        events.emit(books, "payment_method.attached", books.save(method))
    return method


def attach(books: Books, customer: Json, method: Json) -> None:
    """Have a customer pay with a method from now on, where none else is named. To be saved."""
    give(books, customer, method)
    customer["invoice_settings"]["default_payment_method"] = method["id"]
