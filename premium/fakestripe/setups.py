"""Setup intents: noting how somebody will pay. Source: docs.stripe.com/api/setup_intents."""

import secrets

from premium.fakestripe import events
from premium.fakestripe.books import Books
from premium.fakestripe.params import Params
from premium.fakestripe.shapes import Json

_EMPTY = dict.fromkeys((
    "application", "cancellation_reason", "last_setup_error", "latest_attempt", "mandate",
    "next_action", "on_behalf_of", "payment_method", "single_use_mandate",
))  # fmt: skip


def create(books: Books, params: Params) -> Json:
    """Create a setup intent. Nothing here confirms it: there is no form for cards."""
    params.only("customer", "metadata", "usage", "description", "payment_method_types", "expand")
    named = params.text("customer")
    if named:
        books.get("customer", named, param="customer")
    fields: Json = {
        **_EMPTY,
        "client_secret": None,
        "customer": named,
        "description": params.text("description"),
        "metadata": params.metadata(),
        "payment_method_types": params.texts("payment_method_types") or ["card"],
        "status": "requires_payment_method",
        "usage": params.choice("usage", ("off_session", "on_session"), "off_session"),
    }
    intent = books.add("setup_intent", fields)
    intent["client_secret"] = f"{intent['id']}_secret_{secrets.token_hex(12)}"
    events.emit(books, "setup_intent.created", books.save(intent))
    return intent
