"""The page of the customer portal."""

from datetime import UTC, datetime

from premium.fakestripe import amounts, methods, portal, subscriptions
from premium.fakestripe.books import Books
from premium.fakestripe.errors import Refused
from premium.fakestripe.markup import Html, button, facts, form, join, page, tag
from premium.fakestripe.paypages import check
from premium.fakestripe.replies import Reply, redirect, shown
from premium.fakestripe.shapes import Json


def show(books: Books, identity: str) -> Reply:
    """Show what a customer has subscribed to, and how it is paid."""
    session = _open(books, identity)
    customer = books.get("customer", session["customer"])
    found = portal.alive(books, customer["id"])
    parts = [] if _is_about_cards(session) else _plans(books, session, found)
    back = session["return_url"]
    return shown(
        page(
            "Your subscription",
            *parts,
            tag("h2", "Card"),
            tag("p", _card(books, customer, found)),
            form(
                f"/portal/{identity}",
                session["_secret"],
                button("Use a card that pays", "card:pays"),
                button("Use a card that fails", "card:declines"),
            ),
            tag("p", tag("a", "Return", href=back)) if back else None,
        )
    )


def _plans(books: Books, session: Json, found: list[Json]) -> list[Html]:
    parts = [_subscription(books, session, one) for one in found]
    return parts or [tag("p", "There is no subscription.")]


def _is_about_cards(session: Json) -> bool:
    """Return whether the page was opened for changing the card alone."""
    return bool(session["flow"] and session["flow"]["type"] == "payment_method_update")


def _open(books: Books, identity: str) -> Json:
    session = books.get("billing_portal.session", identity)
    if session["_expires_at"] < books.now:
        raise Refused("This link has expired; ask for a new one where you came from.", status=410)
    return session


def _subscription(books: Books, session: Json, found: Json) -> Html:
    item = subscriptions.first_item(found)
    end = datetime.fromtimestamp(item["current_period_end"], UTC).date().isoformat()
    what = "Ends on" if found["cancel_at_period_end"] else "Renews on"
    rows = [("Plan", _name(books, item["price"])), ("State", found["status"]), (what, end)]
    if found["schedule"]:
        rows.append(("Then", _later(books, found)))
    key = found["id"]
    toggle = (
        ("Keep it", "keep")
        if found["cancel_at_period_end"]
        else ("Cancel at the end of the period", "end")
    )
    buttons = [
        button(f"Switch to {_name(books, price)}", f"switch:{key}:{price['id']}")
        for price in portal.choices(books, found)
    ]
    buttons.append(button(toggle[0], f"{toggle[1]}:{key}"))
    return join(facts([*rows]), form(f"/portal/{session['id']}", session["_secret"], *buttons))


def _name(books: Books, price: Json) -> str:
    product = books.get("product", price["product"])["name"]
    amount = amounts.shown(price["unit_amount"], price["currency"])
    return f"{product}, {amount} {amounts.each(price['recurring'])}"


def _later(books: Books, found: Json) -> str:
    schedule = books.get("subscription_schedule", found["schedule"])
    row = schedule["phases"][-1]["items"][0]
    return _name(books, books.get("price", row["price"]))


def _card(books: Books, customer: Json, found: list[Json]) -> str:
    named = found[0]["default_payment_method"] if found else None
    method = methods.default_of(books, customer, named)
    if method is None:
        return "None."
    what = "Card" if method["type"] == "card" else "Account"
    return f"{what} ending in {method[method['type']]['last4']}"


def act(books: Books, identity: str, posted: dict[str, str]) -> Reply:
    """Do what a button of the page says. Raises Refused without the page's secret."""
    session = _open(books, identity)
    check(session, posted)
    wish, _, rest = posted.get("do", "").partition(":")
    if wish == "card":
        if rest not in {"pays", "declines"}:
            raise Refused("There is no such card.", param="do")
        customer = books.get("customer", session["customer"])
        portal.change_card(books, customer, behaviour=rest)
    elif _is_about_cards(session):
        raise Refused("This page is for changing the card.", status=404)
    else:
        _change(books, session, wish, rest)
    return redirect(f"/portal/{identity}")


def _change(books: Books, session: Json, wish: str, rest: str) -> None:
    key, _, price = rest.partition(":")
    alive = portal.alive(books, session["customer"])
    found = next((one for one in alive if one["id"] == key), None)
    if found is None:
        raise Refused("There is no such subscription.", status=404)
    if wish == "switch":
        wanted = [one for one in portal.choices(books, found) if one["id"] == price]
        if not wanted:
            raise Refused("There is no such plan.", status=404)
        portal.switch(books, found, wanted[0])
    elif wish in {"end", "keep"}:
        portal.set_cancel(books, found, at_period_end=wish == "end")
    else:
        raise Refused("There is no such button.", param="do")
