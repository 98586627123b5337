"""Invoices and their payments. Source: docs.stripe.com/api/invoices and /api/invoice-payment."""

import copy

from premium.fakestripe import events, payments
from premium.fakestripe.books import Books
from premium.fakestripe.shapes import Json, listed

_EMPTY = dict.fromkeys((
    "application", "automatically_finalizes_at", "collection_reason", "custom_fields",
    "customer_address", "customer_name", "customer_phone", "customer_shipping",
    "customer_tax_exempt", "default_payment_method", "default_source", "description", "due_date",
    "effective_at", "ending_balance", "footer", "from_invoice", "hosted_invoice_url",
    "invoice_pdf", "last_finalization_error", "latest_revision", "next_payment_attempt", "number",
    "on_behalf_of", "receipt_number", "rendering", "shipping_cost", "shipping_details",
    "statement_descriptor", "test_clock", "webhooks_delivered_at",
))  # fmt: skip

_BEGINNING: Json = {
    **_EMPTY,
    "account_country": "US",
    "account_name": "Test payments",
    "amount_overpaid": 0,
    "amount_paid": 0,
    "amount_shipping": 0,
    "attempt_count": 0,
    "attempted": False,
    "auto_advance": True,
    "collection_method": "charge_automatically",
    "default_tax_rates": [],
    "discounts": [],
    "issuer": {"type": "self"},
    "metadata": {},
    "post_payment_credit_notes_amount": 0,
    "pre_payment_credit_notes_amount": 0,
    "status": "draft",
    "status_transitions": dict.fromkeys(
        ("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")
    ),
    "total_discount_amounts": [],
    "total_pretax_credit_amounts": [],
    "total_taxes": [],
}


def draft(books: Books, subscription: Json, lines: list[Json], *, reason: str, since: int) -> Json:
    """Write an invoice of a subscription down; it can still be changed, and is not charged.

    `since` is the start of the period that has just gone by, which is the invoice's own.
    """
    customer = books.get("customer", subscription["customer"])
    fields: Json = {
        **copy.deepcopy(_BEGINNING),
        **_totals(sum(line["amount"] for line in lines)),
        "automatic_tax": subscription["automatic_tax"],
        "billing_reason": reason,
        "currency": subscription["currency"],
        "customer": customer["id"],
        "customer_email": customer["email"],
        "lines": {},
        "parent": {
            "quote_details": None,
            "subscription_details": {
                "metadata": subscription["metadata"],
                "subscription": subscription["id"],
            },
            "type": "subscription_details",
        },
        "payment_settings": subscription["payment_settings"],
        "period_end": books.now,
        "period_start": since,
        "starting_balance": customer["balance"],
    }
    invoice = books.add("invoice", fields)
    rows = [{**line, "invoice": invoice["id"]} for line in lines]
    shown = listed(rows, url=f"/v1/invoices/{invoice['id']}/lines")
    invoice["lines"] = {**shown, "total_count": len(rows)}
    events.emit(books, "invoice.created", books.save(invoice))
    return invoice


def _totals(total: int) -> Json:
    return {
        "amount_due": max(total, 0),
        "amount_remaining": max(total, 0),
        "subtotal": total,
        "subtotal_excluding_tax": total,
        "total": total,
        "total_excluding_tax": total,
    }


def finalize(books: Books, invoice: Json) -> Json:
    """Open an invoice for payment, after the customer's credit has been taken off."""
    customer = books.get("customer", invoice["customer"])
    left = invoice["total"] + customer["balance"]
    invoice.update(
        status="open",
        amount_due=max(left, 0),
        amount_remaining=max(left, 0),
        effective_at=books.now,
        ending_balance=min(left, 0),
        number=f"{customer['invoice_prefix']}-{customer['next_invoice_sequence']:04}",
        starting_balance=customer["balance"],
    )
    invoice["status_transitions"]["finalized_at"] = books.now
    customer["next_invoice_sequence"] += 1
    customer["balance"] = min(left, 0)
    books.save(customer)
    if invoice["amount_due"]:
        _expect_payment(books, invoice)
    events.emit(books, "invoice.finalized", books.save(invoice))
    return invoice


def _expect_payment(books: Books, invoice: Json) -> None:
    intent = payments.new(
        books,
        amount=invoice["amount_due"],
        currency=invoice["currency"],
        customer=invoice["customer"],
        metadata={},
    )
    fields: Json = {
        "amount_paid": None,
        "amount_requested": invoice["amount_due"],
        "currency": invoice["currency"],
        "invoice": invoice["id"],
        "is_default": True,
        "payment": {"payment_intent": intent["id"], "type": "payment_intent"},
        "status": "open",
        "status_transitions": {"canceled_at": None, "paid_at": None},
    }
    books.add("invoice_payment", fields)


def payment_of(books: Books, invoice: Json) -> Json | None:
    """Return the payment that is expected for an invoice; none when nothing is due."""
    return next(iter(books.find("invoice_payment", invoice=invoice["id"])), None)


def is_on_the_way(books: Books, invoice: Json) -> bool:
    """Return whether the money for an invoice was sent, and has not arrived yet."""
    payment = payment_of(books, invoice)
    if payment is None:
        return False
    intent = books.get("payment_intent", payment["payment"]["payment_intent"])
    return bool(intent["status"] == "processing")


def of_intent(books: Books, intent: str) -> Json | None:
    """Return the invoice a payment intent pays."""
    found = books.find("invoice_payment", payment__payment_intent=intent)
    return books.get("invoice", found[0]["invoice"]) if found else None


def settle(books: Books, invoice: Json) -> None:
    """Note that an invoice has been paid."""
    due = invoice["amount_due"]
    invoice.update(status="paid", amount_paid=due, amount_remaining=0, attempted=True)
    invoice.update(auto_advance=False, next_payment_attempt=None)
    invoice["attempt_count"] += 1 if due else 0
    invoice["status_transitions"]["paid_at"] = books.now
    books.save(invoice)
    payment = payment_of(books, invoice)
    if payment is not None:
        payment.update(status="paid", amount_paid=due)
        payment["status_transitions"]["paid_at"] = books.now
        events.emit(books, "invoice_payment.paid", books.save(payment))
    events.emit(books, "invoice.paid", invoice)
    events.emit(books, "invoice.payment_succeeded", invoice)


def fail(books: Books, invoice: Json, *, again_at: int | None) -> None:
    """Note that an invoice could not be paid; `again_at` says when that is tried next."""
    invoice.update(attempted=True, next_payment_attempt=again_at)
    invoice["attempt_count"] += 1
    events.emit(books, "invoice.payment_failed", books.save(invoice))


def _give_credit_back(books: Books, invoice: Json) -> None:
    taken = invoice["total"] - invoice["amount_due"]
    customer = books.any(invoice["customer"])
    if taken and customer is not None and "deleted" not in customer:
        books.save({**customer, "balance": customer["balance"] - taken})


def close(books: Books, invoice: Json, *, how: str) -> Json:
    """Give up an open invoice: `how` is void or uncollectible."""
    moment = {"void": "voided_at", "uncollectible": "marked_uncollectible_at"}[how]
    invoice.update(status=how, auto_advance=False, next_payment_attempt=None)
    invoice["status_transitions"][moment] = books.now
    if how == "void":
        _give_credit_back(books, invoice)
    books.call_off(invoice["id"], "invoice.finalize", "invoice.retry")
    name = {"void": "invoice.voided", "uncollectible": "invoice.marked_uncollectible"}[how]
    events.emit(books, name, books.save(invoice))
    return invoice
