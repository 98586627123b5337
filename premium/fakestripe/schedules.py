"""Schedules: what a subscription becomes later. Source: docs.stripe.com/api/subscription_schedules.

Enough for a change at the end of a period: phases of one price each, one after another.
"""

from premium.fakestripe import calendars, errors, events, subscriptions
from premium.fakestripe.books import Books
from premium.fakestripe.params import Params
from premium.fakestripe.shapes import Json

_LIVE = ("not_started", "active")


def create(books: Books, params: Params) -> Json:
    """Create a schedule from a subscription: its first phase is the period that runs."""
    params.only("from_subscription", "metadata", "expand")
    named = params.need("from_subscription")
    subscription = books.get("subscription", named, param="from_subscription")
    if subscription["schedule"]:
        said = f"The subscription is attached to a schedule already: `{subscription['schedule']}`."
        raise errors.invalid("from_subscription", said)
    if subscription["status"] in subscriptions.ENDED:
        raise errors.invalid("from_subscription", "The subscription has ended.")
    item = subscriptions.first_item(subscription)
    return _attach(books, subscription, [_phase_of(item)], metadata=params.metadata())


def _phase_of(item: Json) -> Json:
    start, end = item["current_period_start"], item["current_period_end"]
    return _phase([_row(item["price"]["id"], item["quantity"])], start=start, end=end)


def _row(price: str, quantity: int) -> Json:
    return {"discounts": [], "metadata": {}, "price": price, "quantity": quantity, "tax_rates": []}


def _phase(items: list[Json], *, start: int, end: int) -> Json:
    return {
        "add_invoice_items": [],
        "currency": None,
        "discounts": [],
        "end_date": end,
        "items": items,
        "metadata": {},
        "proration_behavior": "none",
        "start_date": start,
        "trial_end": None,
    }


def _attach(books: Books, subscription: Json, phases: list[Json], *, metadata: Json) -> Json:
    fields: Json = {
        "application": None,
        "canceled_at": None,
        "completed_at": None,
        "current_phase": {
            "end_date": phases[0]["end_date"],
            "start_date": phases[0]["start_date"],
        },
        "customer": subscription["customer"],
        "end_behavior": "release",
        "metadata": metadata,
        "phases": phases,
        "released_at": None,
        "released_subscription": None,
        "status": "active",
        "subscription": subscription["id"],
        "test_clock": None,
    }
    schedule = books.add("subscription_schedule", fields)
    events.emit(books, "subscription_schedule.created", schedule)
    subscriptions.turn(books, subscription, schedule=schedule["id"])
    return schedule


def change_at_period_end(books: Books, subscription: Json, price: Json) -> Json:
    """Have a subscription change to a price when its period ends: the portal's downgrade."""
    if subscription["schedule"]:
        release_now(books, books.get("subscription_schedule", subscription["schedule"]))
        subscription = books.get("subscription", subscription["id"])
    item = subscriptions.first_item(subscription)
    now = _phase_of(item)
    end = calendars.after(now["end_date"], price["recurring"], 1)
    later = _phase([_row(price["id"], item["quantity"])], start=now["end_date"], end=end)
    return _attach(books, subscription, [now, later], metadata={})


def update(books: Books, params: Params, identity: str) -> Json:
    """Replace the phases of a schedule."""
    params.only("phases", "end_behavior", "proration_behavior", "metadata", "expand")
    schedule = _live(books, identity)
    schedule["metadata"] = params.metadata(schedule["metadata"])
    params.choice("proration_behavior", ("none", "create_prorations", "always_invoice"), "none")
    schedule["end_behavior"] = params.choice(
        "end_behavior", ("release", "cancel"), schedule["end_behavior"]
    )
    if params.has("phases"):
        schedule["phases"] = _phases(books, params, schedule)
    events.emit(books, "subscription_schedule.updated", books.save(schedule))
    return schedule


def _phases(books: Books, params: Params, schedule: Json) -> list[Json]:
    known = schedule["current_phase"]
    start = known["start_date"]
    phases = []
    for row in params.rows("phases"):
        row.only(
            "items", "start_date", "end_date", "duration", "proration_behavior", "metadata",
            "iterations",
        )  # fmt: skip
        rows = []
        for inner in row.rows("items"):
            inner.only("price", "quantity")
            price = books.get("price", inner.need("price"), param=inner.name("price"))
            rows.append(_row(price["id"], inner.integer("quantity", 1, least=1) or 1))
        if not rows:
            raise errors.required(row.name("items"))
        start = row.integer("start_date", start) or start
        end = row.integer("end_date") or _end(books, rows, start, row)
        if end <= start:
            raise errors.invalid(row.name("end_date"), "A phase ends after it starts.")
        phases.append({**_phase(rows, start=start, end=end), "metadata": row.metadata()})
        start = end
    if not phases or phases[0]["start_date"] != known["start_date"]:
        said = "The start date of the current phase cannot be changed."
        raise errors.invalid("phases[0][start_date]", said)
    return phases


def _end(books: Books, rows: list[Json], start: int, params: Params) -> int:
    recurring = books.get("price", rows[0]["price"])["recurring"]
    if params.has("duration"):
        inner = params.inner("duration")
        interval = inner.choice("interval", ("day", "week", "month", "year"))
        recurring = {"interval": interval, "interval_count": inner.integer("interval_count", 1)}
    return calendars.after(start, recurring, params.integer("iterations", 1, least=1) or 1)


def release(books: Books, params: Params, identity: str) -> Json:
    """Leave the subscription as it is now, and drop what was to come."""
    params.only("preserve_cancel_date", "expand")
    return release_now(books, _live(books, identity))


def release_now(books: Books, schedule: Json) -> Json:
    """Let go of the subscription."""
    subscription = books.get("subscription", schedule["subscription"])
    schedule.update(
        status="released", released_at=books.now, released_subscription=subscription["id"],
        subscription=None, current_phase=None,
    )  # fmt: skip
    events.emit(books, "subscription_schedule.released", books.save(schedule))
    subscriptions.turn(books, subscription, schedule=None)
    return schedule


def cancel(books: Books, params: Params, identity: str) -> Json:
    """Cancel a schedule and its subscription with it, at once."""
    params.only("invoice_now", "prorate", "expand")
    schedule = _live(books, identity)
    subscriptions.end(books, books.get("subscription", schedule["subscription"]))
    return books.get("subscription_schedule", identity)


def _live(books: Books, identity: str) -> Json:
    schedule = books.get("subscription_schedule", identity)
    if schedule["status"] not in _LIVE:
        said = f"You cannot change a schedule that is `{schedule['status']}`."
        raise errors.Refused(said)
    return schedule


def ends_with(books: Books, subscription: Json, *, at: int) -> bool:
    """Return whether a subscription ends with its schedule, whose phases are over by `at`."""
    if not subscription["schedule"]:
        return False
    schedule = books.get("subscription_schedule", subscription["schedule"])
    is_over: bool = schedule["phases"][-1]["end_date"] <= at
    return is_over and schedule["end_behavior"] == "cancel"


def enter_phase(books: Books, subscription: Json, *, at: int) -> None:
    """Put the prices of the phase that begins into a subscription, which the caller saves."""
    if not subscription["schedule"]:
        return
    schedule = books.get("subscription_schedule", subscription["schedule"])
    phase = next(
        (one for one in schedule["phases"] if one["start_date"] <= at < one["end_date"]), None
    )
    if phase is None:
        release_now(books, schedule)
        subscription["schedule"] = None
        return
    for item, row in zip(subscription["items"]["data"], phase["items"], strict=False):
        item.update(price=books.get("price", row["price"]), quantity=row["quantity"])
    schedule["current_phase"] = {"end_date": phase["end_date"], "start_date": phase["start_date"]}
    events.emit(books, "subscription_schedule.updated", books.save(schedule))
