"""Changes of a subscription that runs. Source: docs.stripe.com/api/subscriptions/update.

Prorations: docs.stripe.com/billing/subscriptions/prorations.
"""

from premium.fakestripe import calendars, collection, invoices, lines, pending, subscriptions
from premium.fakestripe.books import Books
from premium.fakestripe.errors import Refused
from premium.fakestripe.shapes import Json

PRORATIONS = ("create_prorations", "always_invoice", "none")
BEHAVIOURS = ("allow_incomplete", "pending_if_incomplete", "error_if_incomplete")


def switch(
    books: Books, subscription: Json, items: list[Json], *, proration: str, behaviour: str
) -> None:
    """Replace the items of a subscription by others, which begin with the periods of the old.

    Where the interval changes, a new period begins now and is billed now. Raises Refused when that
    cannot be paid and `behaviour` is error_if_incomplete.
    """
    old = subscription["items"]["data"]
    anchor = None
    if _interval(items[0]) != _interval(old[0]):
        anchor = books.now
        end = calendars.after(anchor, items[0]["price"]["recurring"], 1)
        items = [
            {**one, "current_period_start": anchor, "current_period_end": end} for one in items
        ]
    if subscription["status"] == "trialing":
        return _put(books, subscription, _with_period(items, old[0]), anchor=None)
    rows = _lines(books, old, items, is_new_period=anchor is not None, proration=proration)
    if anchor is None and proration == "create_prorations":
        for row in rows:
            lines.keep(books, subscription, row)
    if not rows or (anchor is None and proration == "create_prorations"):
        return _put(books, subscription, items, anchor=anchor)
    return _bill(books, subscription, items, rows, anchor=anchor, behaviour=behaviour)


def _interval(item: Json) -> tuple[str, int]:
    recurring = item["price"]["recurring"]
    return recurring["interval"], recurring["interval_count"]


def _with_period(items: list[Json], like: Json) -> list[Json]:
    period = {key: like[key] for key in ("current_period_start", "current_period_end")}
    return [{**one, **period} for one in items]


def _lines(
    books: Books, old: list[Json], new: list[Json], *, is_new_period: bool, proration: str
) -> list[Json]:
    same = {one["id"] for one in old if any(_costs(one) == _costs(other) for other in new)}
    rows = []
    if proration != "none":
        gone = [one for one in old if is_new_period or one["id"] not in same]
        rows += [lines.part(one, at=books.now, sign=-1) for one in gone]
        if not is_new_period:
            fresh = [one for one in new if one["id"] not in same]
            rows += [lines.part(one, at=books.now, sign=1) for one in fresh]
    if is_new_period:
        period = ("current_period_start", "current_period_end")
        rows += [lines.whole(one, start=one[period[0]], end=one[period[1]]) for one in new]
    return rows


def _costs(item: Json) -> tuple[str, str, int]:
    return item["id"], item["price"]["id"], item["quantity"]


def _put(books: Books, subscription: Json, items: list[Json], *, anchor: int | None) -> None:
    books.call_at("subscription.renew", subscription["id"], items[0]["current_period_end"])
    subscriptions.turn(
        books,
        subscription,
        items={**subscription["items"], "data": items},
        billing_cycle_anchor=anchor or subscription["billing_cycle_anchor"],
    )


def _bill(
    books: Books,
    subscription: Json,
    items: list[Json],
    rows: list[Json],
    *,
    anchor: int | None,
    behaviour: str,
) -> None:
    """Bill a change now, and let it take place as `behaviour` has it."""
    rows = lines.kept(books, subscription) + rows
    invoice = invoices.draft(
        books, subscription, rows, reason="subscription_update", since=books.now
    )
    subscription["latest_invoice"] = invoice["id"]
    if behaviour == "pending_if_incomplete":
        pending.note(books, subscription, items, anchor=anchor)
    else:
        _put(books, subscription, items, anchor=anchor)
    collection.bill(books, invoice)
    if invoice["status"] == "paid" or behaviour == "allow_incomplete":
        return
    if behaviour == "error_if_incomplete":
        raise Refused(
            "Your card was declined.", status=402, type="card_error", code="card_declined"
        )
    pending.wait(books, subscription["id"])


def set_cancel(books: Books, subscription: Json, *, at_period_end: bool) -> None:
    """Let a subscription end with its period, or not do so after all. The caller saves it."""
    details = {**subscription["cancellation_details"]}
    details["reason"] = "cancellation_requested" if at_period_end else None
    ends = subscriptions.first_item(subscription)["current_period_end"] if at_period_end else None
    subscription.update(
        cancel_at_period_end=at_period_end,
        cancel_at=ends,
        canceled_at=books.now if at_period_end else None,
        cancellation_details=details,
    )


def cancel(
    books: Books, subscription: Json, *, prorate: bool = False, invoice_now: bool = False
) -> None:
    """End a subscription at once, giving back what is left of its period when asked to."""
    if prorate and subscription["status"] == "active":
        for one in subscription["items"]["data"]:
            lines.keep(books, subscription, lines.part(one, at=books.now, sign=-1))
    rows = lines.kept(books, subscription) if invoice_now else []
    if rows:
        invoice = invoices.draft(books, subscription, rows, reason="manual", since=books.now)
        collection.bill(books, invoice)
        subscription.update(books.get("subscription", subscription["id"]))
    subscriptions.end(books, subscription, reason="cancellation_requested")
