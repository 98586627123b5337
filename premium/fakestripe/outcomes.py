"""What follows when a payment ends that took its time, or was asked for by a request.

Source: docs.stripe.com/payments/checkout/fulfillment.
"""

from premium.fakestripe import (
    collection,
    errors,
    events,
    invoices,
    methods,
    payments,
    subscriptions,
)
from premium.fakestripe.books import Books
from premium.fakestripe.params import Params
from premium.fakestripe.shapes import Json


def settle(books: Books, identity: str, *, fails: bool = False) -> Json:
    """End the waiting of a delayed payment. Raises Refused when it does not wait."""
    intent = books.get("payment_intent", identity)
    if intent["status"] != "processing":
        raise errors.Refused("This payment does not wait for anything.", param="payment_intent")
    payments.settle(books, intent, fails=fails)
    invoice = invoices.of_intent(books, identity)
    if invoice is not None:
        _end_invoice(books, intent, invoice, fails=fails)
        found = books.find("checkout.session", invoice=invoice["id"])
    else:
        found = books.find("checkout.session", payment_intent=identity)
    for session in found:
        session["payment_status"] = "unpaid" if fails else "paid"
        name = "failed" if fails else "succeeded"
        events.emit(books, f"checkout.session.async_payment_{name}", books.save(session))
    return intent


def _end_invoice(books: Books, intent: Json, invoice: Json, *, fails: bool) -> None:
    collection.ended(books, intent, invoice)
    if fails and invoice["billing_reason"] == "subscription_create":
        # The 23 hours for another try were over while the money was on its way.
        subscription = collection.subscription_of(books, invoice)
        invoices.close(books, invoice, how="void")
        subscriptions.end(books, subscription, status="incomplete_expired")


def confirm(books: Books, params: Params, identity: str) -> Json:
    """Pay an intent with a method, or one of Stripe's names of test methods. Raises Refused."""
    params.only("payment_method", "return_url", "expand", "off_session")
    intent = books.get("payment_intent", identity)
    if intent["status"] != "requires_payment_method":
        said = f"This PaymentIntent cannot be confirmed because it is {intent['status']}."
        raise errors.Refused(said, code="payment_intent_unexpected_state")
    named = params.need("payment_method")
    if named in methods.TOKENS:
        method = methods.new(books, methods.TOKENS[named])
    else:
        method = books.get("payment_method", named, param="payment_method")
    payments.pay(books, intent, method)
    invoice = invoices.of_intent(books, identity)
    if invoice is not None:
        collection.ended(books, intent, invoice)
    return books.get("payment_intent", identity)


def pay_invoice(books: Books, params: Params, identity: str) -> Json:
    """Try to collect an open invoice now. Raises Refused when that fails, and undoes it."""
    params.only("payment_method", "expand", "off_session")
    invoice = books.get("invoice", identity)
    if invoice["status"] != "open":
        said = (
            f"Invoice is {invoice['status']}."
            if invoice["status"] != "paid"
            else "Invoice is already paid"
        )
        raise errors.Refused(said, code="invoice_not_open")
    _check_idle(books, invoice)
    named = params.text("payment_method")
    method = books.get("payment_method", named, param="payment_method") if named else None
    collection.collect(books, invoice, method=method)
    if invoice["attempted"] and invoice["status"] == "open":
        raise errors.Refused(
            "Your card was declined.", status=402, type="card_error", code="card_declined"
        )
    return books.get("invoice", identity)


def _check_idle(books: Books, invoice: Json) -> None:
    """Refuse what would be done to an invoice whose money is on its way."""
    if invoices.is_on_the_way(books, invoice):
        said = "There is a payment of this invoice in progress."
        raise errors.Refused(said, code="invoice_payment_in_progress")


def void_invoice(books: Books, params: Params, identity: str) -> Json:
    """Void an open invoice: nobody is to pay it any more. Raises Refused for others."""
    return _close(books, params, identity, how="void")


def write_off_invoice(books: Books, params: Params, identity: str) -> Json:
    """Mark an open invoice as one that nobody will pay. Raises Refused for others."""
    return _close(books, params, identity, how="uncollectible")


def _close(books: Books, params: Params, identity: str, *, how: str) -> Json:
    params.only("expand")
    invoice = books.get("invoice", identity)
    if invoice["status"] != "open":
        said = f"You can only do this to an open invoice; this one is {invoice['status']}."
        raise errors.Refused(said, code="invoice_not_open")
    _check_idle(books, invoice)
    return invoices.close(books, invoice, how=how)
