"""Checkout sessions: pages on which somebody pays.

Source: docs.stripe.com/api/checkout/sessions.
"""

import secrets

from premium.fakestripe import errors, events, prices, products, shapes
from premium.fakestripe.books import Books
from premium.fakestripe.errors import Refused
from premium.fakestripe.params import Params
from premium.fakestripe.shapes import Json, listed

_SHORTEST, _LONGEST = 30 * 60, 24 * 3600  # seconds a session may be open
# What is taken and given back, and changes nothing here.
_NOTED = (
    "allow_promotion_codes", "billing_address_collection", "client_reference_id", "locale",
    "payment_method_collection", "submit_type", "customer_email",
)  # fmt: skip
_IGNORED = (
    "automatic_tax", "customer_update", "tax_id_collection", "payment_method_types",
    "consent_collection", "custom_text", "invoice_creation", "phone_number_collection",
    "saved_payment_method_options", "payment_method_options", "adaptive_pricing", "expand",
    "ui_mode", "origin_context", "integration_identifier",
)  # fmt: skip
_TAKEN = (
    *_NOTED, *_IGNORED, "mode", "line_items", "customer", "customer_creation", "metadata",
    "success_url", "cancel_url", "expires_at", "subscription_data", "payment_intent_data",
)  # fmt: skip
_EMPTY = dict.fromkeys((
    "adaptive_pricing", "after_expiration", "cancel_url", "client_secret", "consent",
    "consent_collection", "currency_conversion", "custom_text", "customer_account",
    "customer_details", "invoice", "invoice_creation", "origin_context", "payment_intent",
    "payment_link",
    "payment_method_configuration_details", "permissions", "phone_number_collection",
    "recovered_from", "saved_payment_method_options", "setup_intent", "shipping_address_collection",
    "shipping_cost", "subscription", "wallet_options",
))  # fmt: skip
_ALWAYS: Json = {
    **_EMPTY,
    "payment_method_options": {},
    "payment_method_types": ["card"],
    "ui_mode": "hosted_page",
}


def create(books: Books, params: Params) -> Json:
    """Open a session, whose url is the page to pay on."""
    params.only(*_TAKEN)
    mode = params.choice("mode", ("payment", "subscription"))
    params.choice("ui_mode", ("hosted", "hosted_page"), "hosted_page")
    params.need("success_url")
    identity = shapes.new_id("checkout.session") + secrets.token_hex(17)
    rows = _line_items(books, params, mode)
    expires_at, due = _expiry(books, params)
    total = sum(row["amount_total"] for row in rows)
    fields: Json = {
        **_ALWAYS,
        **{name: params.text(name) for name in _NOTED},
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": _tax(params),
        "cancel_url": params.address("cancel_url"),
        "collected_information": {"business_name": None, "individual_name": None},
        "currency": rows[0]["currency"],
        "custom_fields": [],
        "customer": _customer(books, params),
        "customer_creation": _customer_creation(params, mode),
        "discounts": [],
        "expires_at": expires_at,
        "metadata": params.metadata(),
        "mode": mode,
        "payment_status": "unpaid" if total else "no_payment_required",
        "shipping_options": [],
        "status": "open",
        "success_url": params.address("success_url"),
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "url": f"{books.url}/pay/{identity}",
        "_data": _data(params, mode),
        "_line_items": rows,
        "_secret": secrets.token_urlsafe(24),
    }
    fields["allow_promotion_codes"] = params.boolean("allow_promotion_codes") or None
    session = books.add("checkout.session", fields, identity=identity)
    books.call_at("session.expire", identity, due)
    return session


def _tax(params: Params) -> Json:
    enabled = params.inner("automatic_tax").boolean("enabled")
    status = "complete" if enabled else None
    return {"enabled": enabled, "liability": None, "provider": None, "status": status}


def _customer(books: Books, params: Params) -> str | None:
    named = params.text("customer")
    if named is None:
        return None
    if params.text("customer_email"):
        said = "You may only specify one of these parameters: customer, customer_email."
        raise errors.invalid("customer", said)
    return str(books.get("customer", named, param="customer")["id"])


def _customer_creation(params: Params, mode: str) -> str | None:
    if not params.has("customer_creation"):
        return None if params.has("customer") else "if_required"
    if mode != "payment" or params.has("customer"):
        said = "`customer_creation` can only be used in `payment` mode, without a customer."
        raise errors.invalid("customer_creation", said)
    return params.choice("customer_creation", ("always", "if_required"))


def _expiry(books: Books, params: Params) -> tuple[int, int]:
    """Return the moment at which a session expires, and the same by the clock here.

    They differ for somebody whose own clock was not put forward with the one here.
    """
    expires_at = params.integer("expires_at", books.now + _LONGEST) or 0
    for ahead in (0, books.now - books.real_now):
        # A minute of tolerance: clocks differ.
        left = expires_at + ahead - books.now
        if _SHORTEST - 60 <= left <= _LONGEST + 60:
            return expires_at, expires_at + ahead
    said = "The `expires_at` timestamp must be between 30 minutes and 24 hours from now."
    raise errors.invalid("expires_at", said)


def _data(params: Params, mode: str) -> Json:
    wanted, other = "payment_intent_data", "subscription_data"
    if mode == "subscription":
        wanted, other = other, wanted
    if params.has(other):
        raise errors.invalid(other, f"You can not pass `{other}` in `{mode}` mode.")
    inner = params.inner(wanted)
    if mode == "payment":
        inner.only("metadata", "description", "setup_future_usage", "receipt_email")
    else:
        inner.only("metadata", "description", "trial_period_days", "trial_settings")
    return {
        "description": inner.text("description"),
        "metadata": inner.metadata(),
        "trial_period_days": inner.integer("trial_period_days", least=1, most=730),
    }


def _line_items(books: Books, params: Params, mode: str) -> list[Json]:
    rows = [_line_item(books, row) for row in params.rows("line_items")]
    if not 1 <= len(rows) <= 100:
        raise errors.required("line_items")
    if len({row["currency"] for row in rows}) > 1:
        raise errors.invalid("line_items", "All line items must have the same currency.")
    recurring = [row["price"]["recurring"] for row in rows]
    if mode == "payment" and any(recurring):
        said = "You specified `payment` mode but passed a recurring price."
        raise errors.invalid("line_items", said)
    if mode == "subscription" and not all(recurring):
        said = "You must provide recurring prices in `subscription` mode."
        raise errors.invalid("line_items", said)
    return rows


def _line_item(books: Books, row: Params) -> Json:
    row.only("price", "price_data", "quantity", "adjustable_quantity")
    if row.has("price_data"):
        price = _price_from(books, row.inner("price_data"))
    else:
        price = books.get("price", row.need("price"), param=row.name("price"))
        if not price["active"]:
            raise errors.invalid(row.name("price"), "The price specified is inactive.")
    quantity = row.integer("quantity", least=1, most=999_999)
    if quantity is None:
        raise errors.required(row.name("quantity"))
    amount = price["unit_amount"] * quantity
    return {
        "id": shapes.new_id("item"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": price["currency"],
        "description": books.get("product", price["product"])["name"],
        "discounts": [],
        "metadata": {},
        "price": price,
        "quantity": quantity,
        "taxes": [],
    }


def _price_from(books: Books, inner: Params) -> Json:
    inner.only("currency", "unit_amount", "product", "product_data", "recurring", "tax_behavior")
    return prices.new(books, inner, products.of_product(books, inner))


def update(books: Books, params: Params, identity: str) -> Json:
    """Change what is noted about a session."""
    params.only("metadata", "expand")
    session = books.get("checkout.session", identity)
    session["metadata"] = params.metadata(session["metadata"])
    return books.save(session)


def line_items(session: Json) -> Json:
    """Return what a session sells."""
    return listed(session["_line_items"], url=f"/v1/checkout/sessions/{session['id']}/line_items")


def expire(books: Books, params: Params, identity: str) -> Json:
    """Close a session that is open, so that nobody pays on it any more. Raises Refused."""
    params.only("expand")
    session = books.get("checkout.session", identity)
    if session["status"] != "open":
        said = f"Only open Checkout Sessions can be expired; this one is {session['status']}."
        raise Refused(said)
    return run_out(books, session)


def run_out(books: Books, session: Json) -> Json:
    """Close a session that was not used."""
    session.update(status="expired", url=None, expires_at=min(books.now, session["expires_at"]))
    books.call_off(session["id"], "session.expire")
    events.emit(books, "checkout.session.expired", books.save(session))
    return session
