"""What a change would cost, before it is made. Source: docs.stripe.com/api/invoices/create_preview.

Only of a change that is billed at once, as always_invoice is.
"""

import copy
from collections.abc import Iterator
from contextlib import contextmanager

from premium.fakestripe import errors, items
from premium.fakestripe.books import Books
from premium.fakestripe.params import Params
from premium.fakestripe.shapes import Json


def create(books: Books, params: Params) -> Json:
    """Return the invoice that a change of a subscription would bring; nothing is changed."""
    params.only("subscription", "subscription_details", "expand")
    subscription = books.get("subscription", params.need("subscription"), param="subscription")
    wanted = params.inner("subscription_details")
    wanted.only("items", "proration_behavior")
    wanted.choice("proration_behavior", ("always_invoice",))
    with _undone(books):
        before = subscription["latest_invoice"]
        items.switch(books, subscription, wanted)
        after = books.get("subscription", subscription["id"])["latest_invoice"]
        if after == before:
            raise errors.invalid("subscription_details", "Nothing is billed for this change.")
        found = copy.deepcopy(books.get("invoice", after))
    return {**found, "id": f"upcoming_{found['id']}", "status": "draft", "number": None}


@contextmanager
def _undone(books: Books) -> Iterator[None]:
    """Let everything that is written be written in vain."""
    books.db.execute("SAVEPOINT preview")
    try:
        yield
    finally:
        books.db.execute("ROLLBACK TO preview")
        books.db.execute("RELEASE preview")
