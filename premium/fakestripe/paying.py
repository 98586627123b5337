"""Paying on the page of a checkout session.

Source: docs.stripe.com/payments/checkout, /checkout/fulfillment.
"""

from premium.fakestripe import billing, customers, events, methods, payments, subscriptions
from premium.fakestripe.books import Books
from premium.fakestripe.errors import Refused
from premium.fakestripe.params import Params
from premium.fakestripe.shapes import Json

BEHAVIOURS = frozenset({"pays", "delayed", "declines", "challenged"})
SOMEBODY = "buyer@example.org"  # where nobody said who pays


def pay(books: Books, session: Json, *, behaviour: str) -> bool:
    """Try to pay with a method that behaves in a way; return whether the session is complete.

    Raises Refused when nobody can pay on it any more.
    """
    if session["status"] != "open":
        raise Refused(f"This page is {session['status']}.", status=410)
    if session["mode"] == "payment":
        is_done = _pay_once(books, session, behaviour)
    else:
        is_done = _subscribe(books, session, behaviour)
    if not is_done:
        books.save(session)
        return False
    session.update(status="complete", url=None, customer_details=_details(books, session))
    books.call_off(session["id"], "session.expire")
    events.emit(books, "checkout.session.completed", books.save(session))
    return True


def _details(books: Books, session: Json) -> Json:
    email = session["customer_email"] or SOMEBODY
    name = None
    if session["customer"]:
        customer = books.get("customer", session["customer"])
        email, name = customer["email"] or email, customer["name"]
    blank: Json = dict.fromkeys(("address", "business_name", "individual_name", "phone"))
    return {**blank, "email": email, "name": name, "tax_exempt": "none", "tax_ids": []}


def _pay_once(books: Books, session: Json, behaviour: str) -> bool:
    if session["customer"] is None and session["customer_creation"] == "always":
        session["customer"] = _new_customer(books, session)["id"]
    if not session["amount_total"]:
        return True
    intent = _intent(books, session)
    payments.pay(books, intent, methods.new(books, behaviour, email=_email(books, session)))
    if intent["status"] == "requires_payment_method":
        return False
    session["payment_intent"] = intent["id"]
    session["payment_status"] = "paid" if intent["status"] == "succeeded" else "unpaid"
    return True


def _email(books: Books, session: Json) -> str:
    return str(_details(books, session)["email"])


def _intent(books: Books, session: Json) -> Json:
    """Return the one intent of a session, made at the first try."""
    if session.get("_intent"):
        return books.get("payment_intent", session["_intent"])
    intent = payments.new(
        books,
        amount=session["amount_total"],
        currency=session["currency"],
        customer=session["customer"],
        metadata=session["_data"]["metadata"],
    )
    intent["description"] = session["_data"]["description"]
    session["_intent"] = intent["id"]
    return books.save(intent)


def _subscribe(books: Books, session: Json, behaviour: str) -> bool:
    trial_days = session["_data"]["trial_period_days"]
    method = methods.new(books, behaviour, email=_email(books, session))
    if behaviour == "declines":
        if not trial_days:
            payments.pay(books, _intent(books, session), method)
        return False
    customer = _buyer(books, session)
    method = customers.give(books, customer, method)
    rows = [{"price": row["price"], "quantity": row["quantity"]} for row in session["_line_items"]]
    metadata = session["_data"]["metadata"]
    made = subscriptions.new(books, customer=customer["id"], metadata=metadata, rows=rows)
    made.update(default_payment_method=method["id"], description=session["_data"]["description"])
    invoice = billing.start(books, made, method=method, trial_days=trial_days)
    session.update(customer=customer["id"], subscription=made["id"], invoice=invoice["id"])
    session["payment_status"] = "paid" if invoice["status"] == "paid" else "unpaid"
    if trial_days:
        session["payment_status"] = "no_payment_required"
    return True


def _buyer(books: Books, session: Json) -> Json:
    if session["customer"]:
        return books.get("customer", session["customer"])
    return _new_customer(books, session)


def _new_customer(books: Books, session: Json) -> Json:
    return customers.create(books, Params({"email": session["customer_email"] or SOMEBODY}))
