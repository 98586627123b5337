"""Payment methods: made-up cards and accounts. Source: docs.stripe.com/api/payment_methods."""

from premium.fakestripe import errors, events, listing
from premium.fakestripe.books import Books
from premium.fakestripe.listing import Filter
from premium.fakestripe.params import Params
from premium.fakestripe.shapes import Json

# As Stripe's test cards: docs.stripe.com/testing
_CARDS = {"pays": ("visa", "4242"), "declines": ("visa", "0341"), "challenged": ("visa", "3220")}
TOKENS = {
    "pm_card_visa": "pays",
    "pm_card_chargeCustomerFail": "declines",
    "pm_sepaDebit": "delayed",
}


def new(books: Books, behaviour: str, *, email: str | None = None) -> Json:
    """Make a method that pays, declines each charge, was challenged and approved, or is delayed."""
    fields: Json = {
        "allow_redisplay": "unspecified",
        "billing_details": {"address": None, "email": email, "name": None, "phone": None},
        "customer": None,
        "metadata": {},
        "_behaviour": behaviour,
    }
    if behaviour == "delayed":
        account = {"bank_code": "37040044", "country": "DE", "last4": "3000"}
        return books.add("payment_method", {**fields, "type": "sepa_debit", "sepa_debit": account})
    brand, last4 = _CARDS[behaviour]
    card = {
        "brand": brand,
        "country": "US",
        "display_brand": brand,
        "exp_month": 12,
        "exp_year": 2049,
        "fingerprint": f"fingerprint{last4}",
        "funding": "credit",
        "last4": last4,
    }
    return books.add("payment_method", {**fields, "type": "card", "card": card})


def attach(books: Books, params: Params, identity: str) -> Json:
    """Give a method to a customer; the names of Stripe's test methods make a fresh one."""
    params.only("customer", "expand")
    customer = books.get("customer", params.need("customer"), param="customer")
    if identity in TOKENS:
        method = new(books, TOKENS[identity], email=customer["email"])
    else:
        method = books.get("payment_method", identity)
    if method["customer"] not in {None, customer["id"]}:
        raise errors.Refused("The payment method you provided is attached to another customer.")
    method["customer"] = customer["id"]
    events.emit(books, "payment_method.attached", books.save(method))
    return method


def detach(books: Books, params: Params, identity: str) -> Json:
    """Take a method from its customer, who no longer pays with it."""
    params.only("expand")
    method = books.get("payment_method", identity)
    if method["customer"] is None:
        raise errors.Refused("The payment method you provided is not attached to a customer.")
    customer = books.get("customer", method["customer"])
    if customer["invoice_settings"]["default_payment_method"] == identity:
        customer["invoice_settings"]["default_payment_method"] = None
        books.save(customer)
    before = {"customer": method["customer"]}
    method["customer"] = None
    events.emit(books, "payment_method.detached", books.save(method), previous=before)
    return method


def of_customer(books: Books, params: Params, identity: str) -> Json:
    """Return the methods of a customer."""
    books.get("customer", identity)
    theirs = Filter("json_extract(data, '$.customer') = ?", (identity,), ())
    url = f"/v1/customers/{identity}/payment_methods"
    return listing.page(books, "payment_method", params, url=url, by=("type",), filters=(theirs,))


def default_of(books: Books, customer: Json, named: str | None) -> Json | None:
    """Return what a customer pays with: what is named, or the customer's default."""
    identity = named or customer["invoice_settings"]["default_payment_method"]
    found = books.any(identity) if identity else None
    return found if found and found["customer"] == customer["id"] else None
