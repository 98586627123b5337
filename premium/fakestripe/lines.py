"""What stands on an invoice: whole periods, and the parts of periods that a change leaves."""

from premium.fakestripe import shapes
from premium.fakestripe.books import Books
from premium.fakestripe.shapes import Json


def whole(item: Json, *, start: int, end: int, amount: int | None = None) -> Json:
    """Return the line for a period of an item; moments are Unix seconds."""
    price = item["price"]
    cost = price["unit_amount"] * item["quantity"] if amount is None else amount
    return _line(item, cost, {"end": end, "start": start}, f"{item['quantity']} × {_name(price)}")


def part(item: Json, *, at: int, sign: int) -> Json:
    """Return the line for what is left of an item's period at a moment.

    `sign` -1 gives it back, 1 asks for it. The amount is in the currency's smallest unit, counted
    by the second, halves away from zero.
    """
    start, end = item["current_period_start"], item["current_period_end"]
    cost = item["price"]["unit_amount"] * item["quantity"]
    length, left = end - start, end - at
    amount = sign * ((2 * cost * left + length) // (2 * length))
    said = "Unused time on" if sign < 0 else "Remaining time on"
    line = _line(item, amount, {"end": end, "start": at}, f"{said} {_name(item['price'])}")
    line["parent"]["subscription_item_details"]["proration"] = True
    return line


def _name(price: Json) -> str:
    return str(price["nickname"] or price["lookup_key"] or price["id"])


def _line(item: Json, amount: int, period: Json, description: str) -> Json:
    price = item["price"]
    details = {
        "invoice_item": None,
        "proration": False,
        "proration_details": {"credited_items": None},
        "subscription": item["subscription"],
        "subscription_item": item["id"],
    }
    return {
        "id": shapes.new_id("line_item"),
        "object": "line_item",
        "amount": amount,
        "currency": price["currency"],
        "description": description,
        "discount_amounts": [],
        "discountable": amount >= 0,
        "discounts": [],
        "invoice": None,
        "livemode": False,
        "metadata": {},
        "parent": {
            "invoice_item_details": None,
            "subscription_item_details": details,
            "type": "subscription_item_details",
        },
        "period": period,
        "pretax_credit_amounts": [],
        "pricing": {
            "price_details": {"price": price["id"], "product": price["product"]},
            "type": "price_details",
            "unit_amount_decimal": price["unit_amount_decimal"],
        },
        "quantity": item["quantity"],
        "subtotal": amount,
        "taxes": [],
    }


def keep(books: Books, subscription: Json, line: Json) -> None:
    """Put a line aside for the subscription's next invoice."""
    fields: Json = {
        "amount": line["amount"],
        "currency": line["currency"],
        "customer": subscription["customer"],
        "date": books.now,
        "description": line["description"],
        "invoice": None,
        "metadata": {},
        "period": line["period"],
        "proration": True,
        "quantity": line["quantity"],
        "parent": {
            "subscription_details": {
                "subscription": subscription["id"],
                "subscription_item": line["parent"]["subscription_item_details"][
                    "subscription_item"
                ],
            },
            "type": "subscription_details",
        },
        "_line": line,
        "_subscription": subscription["id"],
    }
    books.add("invoiceitem", fields)


def kept(books: Books, subscription: Json) -> list[Json]:
    """Return the lines that were put aside, oldest first; they are taken thereby."""
    rows = []
    for found in reversed(books.find("invoiceitem", _subscription=subscription["id"])):
        if found["_line"] is not None:
            line = found["_line"]
            line["parent"]["subscription_item_details"]["invoice_item"] = found["id"]
            rows.append(line)
            books.save({**found, "_line": None})
    return rows
