"""The page of a checkout session, and the bank's page that asks whether one is oneself."""

import hmac

from premium.fakestripe import amounts, paying
from premium.fakestripe.books import Books
from premium.fakestripe.errors import Refused
from premium.fakestripe.markup import Html, button, facts, form, join, page, tag
from premium.fakestripe.replies import Reply, redirect, shown
from premium.fakestripe.shapes import Json


def show(books: Books, identity: str, *, said: str = "") -> Reply:
    """Show what is to be paid, and the ways to do or not to do it."""
    session = books.get("checkout.session", identity)
    if session["status"] != "open":
        return _closed(session)
    rows = [(str(row["description"]), _price(row)) for row in session["_line_items"]]
    who = session["customer"] and books.get("customer", session["customer"])["email"]
    total = amounts.shown(session["amount_total"], session["currency"])
    buttons = (
        button("Pay", "pays", kind="main"),
        button("Pay with a delayed method", "delayed"),
        button("Decline the card", "declines"),
        button("Card asks for 3-D Secure", "challenge"),
        button("Cancel", "cancel") if session["cancel_url"] else None,
    )
    return shown(
        page(
            "Pay" if session["mode"] == "payment" else "Subscribe",
            tag("p", said, class_="bad", role="alert") if said else None,
            tag("p", total, class_="amount"),
            facts([*rows, ("For", who or session["customer_email"] or paying.SOMEBODY)]),
            form(f"/pay/{identity}", session["_secret"], *buttons),
            tag(
                "p",
                "Nothing is charged: every button only plays what would happen.",
                class_="quiet",
            ),
        ),
        forms_to=_targets(session),
    )


def _price(row: Json) -> str:
    price = row["price"]
    amount = amounts.shown(price["unit_amount"], price["currency"])
    one = f"{amount} {amounts.each(price['recurring'])}"
    return one.strip() if row["quantity"] == 1 else f"{row['quantity']} × {one.strip()}"


def _targets(session: Json) -> tuple[str, ...]:
    return tuple(url for url in (session["success_url"], session["cancel_url"]) if url)


def _closed(session: Json) -> Reply:
    if session["status"] == "complete":
        said = "This has been paid for already, or the payment is on its way."
    else:
        said = "The time to pay here is over. Begin again where you came from."
    back = session["success_url"] if session["status"] == "complete" else session["cancel_url"]
    link = tag("p", tag("a", "Go back", href=_filled(session, back))) if back else None
    return shown(page("This page is closed", tag("p", said), link), status=410)


def act(books: Books, identity: str, posted: dict[str, str]) -> Reply:
    """Do what a button of the page says. Raises Refused without the page's secret."""
    session = books.get("checkout.session", identity)
    check(session, posted)
    if session["status"] != "open":
        return _closed(session)
    wish = posted.get("do", "")
    if wish == "cancel" and session["cancel_url"]:
        return redirect(session["cancel_url"])
    if wish == "challenge":
        return _challenge(session)
    if wish == "refuse":
        return show(books, identity, said="The bank did not confirm that it is you. Try again.")
    if wish not in paying.BEHAVIOURS:
        raise Refused("There is no such button.", param="do")
    if not paying.pay(books, session, behaviour=wish):
        return show(books, identity, said="Your card was declined.")
    return redirect(_filled(session, session["success_url"]))


def _filled(session: Json, address: str) -> str:
    return address.replace("{CHECKOUT_SESSION_ID}", session["id"])


def _challenge(session: Json) -> Reply:
    buttons: tuple[Html, ...] = (
        button("Confirm it is me", "challenged", kind="main"),
        button("It is not me", "refuse"),
    )
    total = amounts.shown(session["amount_total"], session["currency"])
    inside = join(
        tag("p", f"Your bank asks whether you pay {total}."),
        form(f"/pay/{session['id']}", session["_secret"], *buttons),
    )
    return shown(page("Is it you?", inside), forms_to=_targets(session))


def check(found: Json, posted: dict[str, str]) -> None:
    """Refuse what was posted by a page that was not made here."""
    if not hmac.compare_digest(found["_secret"].encode(), posted.get("secret", "").encode()):
        raise Refused("This form has expired; reload the page.", status=403, param="secret")
