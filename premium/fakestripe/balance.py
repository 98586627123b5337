"""The account's balance: what came in and went out.

Source: docs.stripe.com/api/balance_transactions.
"""

from premium.fakestripe.books import Books
from premium.fakestripe.calendars import DAY
from premium.fakestripe.shapes import Json

_SIGNS = {"charge": 1, "refund": -1, "refund_back": 1, "adjustment": -1, "adjustment_back": 1}


def move(books: Books, source: Json, *, kind: str) -> Json:
    """Write down that an object moved its amount in or out; nothing is charged for that here."""
    amount = source["amount"] * _SIGNS[kind]
    fields: Json = {
        "amount": amount,
        "available_on": books.now + 2 * DAY,
        "balance_type": "payments",
        "currency": source["currency"],
        "description": None,
        "exchange_rate": None,
        "fee": 0,
        "fee_details": [],
        "net": amount,
        "reporting_category": kind.partition("_")[0],
        "source": source["id"],
        "status": "pending",
        "type": kind.partition("_")[0],
    }
    return books.add("balance_transaction", fields)
