"""Which plan a price of Stripe's is, and which price a plan has. Raises Trouble."""

from typing import Any

from numoraq.lib.money import Money
from premium import gateway, observing
from premium.models import Plan
from premium.observing import Json

PRODUCT = "numoraq_premium"
NAME = "NumoraQ Premium"


def plan_of(price: Json) -> str:
    """Return the plan a price was made for; nothing for one that is not ours."""
    code = (price.get("metadata") or {}).get("plan", "")
    return code if code in Plan.Code.values else ""


def plan_of_invoice(invoice: Json) -> str:
    """Return the plan an invoice charges for, nothing when it is none of ours."""
    charged = observing.prices_of(invoice)
    return plan_of(gateway.price(charged[-1])) if charged else ""


def plan_after(schedule_id: str) -> str:
    """Return which plan a schedule ends with; nothing when it has nothing to change."""
    price = _scheduled(schedule_id)
    return plan_of(price) if price is not None else ""


def at_renewal(subscription: Json) -> Json:
    """Return the price a subscription renews at: its own, or that it has been changed to.

    Its own may be older than what the plan costs now: a new price is for new subscribers.
    """
    scheduled = _scheduled(observing.identity(subscription.get("schedule")))
    return scheduled or observing.price_of(subscription)


def _scheduled(schedule_id: str) -> Json | None:
    phases = gateway.schedule(schedule_id)["phases"] if schedule_id else []
    if len(phases) < 2:
        return None
    return gateway.price(observing.identity(phases[-1]["items"][0]["price"]))


def ensure(plan: Plan) -> Json:
    """Return the price of a plan in Stripe, made where there is none for what it costs now.

    It is looked up by its name each time: an id that was remembered would be of the account and
    the mode, test or live, of the key at that time.

    A new price takes over the name of the old one, which goes on for those who have it.
    """
    found = gateway.price_named(plan.lookup_key)
    units = observing.smallest(Money(plan.price, plan.currency))
    if found is not None and _is_same(found, plan, units):
        return found
    product = gateway.product(product_id=PRODUCT, name=NAME)
    params: dict[str, Any] = {
        "product": product["id"],
        "currency": plan.currency.lower(),
        "unit_amount": units,
        "lookup_key": plan.lookup_key,
        "transfer_lookup_key": True,
        "metadata": {"plan": plan.code},
        "nickname": plan.code,
    }
    if plan.months:
        params["recurring"] = {"interval": "month", "interval_count": plan.months}
    # Of two who find none at once, both get the same one.
    key = f"price:{plan.lookup_key}:{units}{plan.currency}:{plan.months}"
    return gateway.create_price(params, key=key)


def _is_same(price: Json, plan: Plan, units: int) -> bool:
    recurring = price.get("recurring") or {}
    months = recurring.get("interval_count", 0) * {"month": 1, "year": 12}.get(
        recurring.get("interval", ""), 0
    )
    same = price["unit_amount"] == units and price["currency"] == plan.currency.lower()
    return same and months == (plan.months or 0) and plan_of(price) == plan.code
