"""What people change about their own subscription: renewing, and the plan.

A longer plan takes its place at once, and what is left of the old one is set off against it; a
shorter one follows when the period that is paid has ended. Runs outside a transaction, for a
person. Times are aware UTC. Raises Unsellable, Trouble.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from numoraq.lib.money import Money
from numoraq.rls.identity import as_login_role
from premium import gateway, observing
from premium.models import Plan, PremiumStatus, Subscription
from premium.observing import Json
from premium.selectors import subscriptions as current
from premium.services import customers, prices, renewing, stopping, subscriptions
from premium.services.checkout import Unsellable


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a change of plan means: `due` is paid now, or the plan follows at a time (aware UTC).

    Unless it `renews`, the longer plan ends with its period, as the one before was to.
    """

    plan: Plan
    due: Money | None = None
    follows_at: datetime | None = None
    renews: bool = True

    @property
    def price(self) -> Money:
        """Return what the plan costs each time it renews."""
        return Money(self.plan.price, self.plan.currency)


def preview(*, user: User, plan: str) -> Preview:
    """Return what a change to a plan would mean, without making it.

    A second later Stripe may count a cent more or less.
    """
    with as_login_role():
        row = _changeable(user, "switch")
        wanted, is_longer = _wanted(row, plan)
        if not is_longer:
            return Preview(plan=wanted, follows_at=row.period_ends_at)
        invoice = gateway.preview_change(row.stripe_subscription, _items(row, _price(wanted)))
    currency = invoice["currency"].upper()
    due = Money(observing.amount(invoice["amount_due"], currency), currency)
    return Preview(plan=wanted, due=due, renews=row.renews)


def change(*, user: User, do: str, plan: str, at: datetime) -> str:
    """Do one of stop, resume, switch (to a plan) or keep (the plan after all); return a sentence.

    What was asked for is done by Stripe, and then read back.
    """
    with as_login_role():
        row = _changeable(user, do)
        if do == "switch":
            told = _switch(row, plan)
        elif do == "keep":
            told = _keep(row)
        else:
            told = _renew(row, renews=do == "resume")
        subscriptions.sync(subscription_id=row.stripe_subscription, at=at)
    return told


def customer_of(user: User) -> str:
    """Return the customer whose card is changed. Raises Trouble; Unsellable before a purchase."""
    found = Subscription.objects.filter(user=user).order_by("-created_at").first()
    if found is None:
        raise Unsellable(_("You have no subscription."))
    customers.refresh(user, found.stripe_customer)
    return found.stripe_customer


def _changeable(user: User, do: str) -> Subscription:
    row = current.open_of(user.pk)
    if row is None:
        raise Unsellable(_("You have no subscription."))
    for_good = PremiumStatus.objects.filter(user=user, is_lifetime=True)
    if do in {"resume", "switch"} and for_good.exists():
        raise Unsellable(_("You have premium for good: there is nothing left to pay for."))
    return row


def _renew(row: Subscription, *, renews: bool) -> str:
    if renews:
        stopping.call_off(row.stripe_subscription)  # or its job would switch it off again
    renewing.switch(row.stripe_subscription, is_on=renews)
    if renews:
        return _("It renews by itself again.")
    return _("It will not renew. What you paid for stays until it runs out.")


def _switch(row: Subscription, code: str) -> str:
    plan, is_longer = _wanted(row, code)
    price = _price(plan)
    _release(row)
    return _upgrade(row, price) if is_longer else _downgrade(row, price)


def _wanted(row: Subscription, code: str) -> tuple[Plan, bool]:
    """Return the plan to change to, and whether it is longer than the one there is."""
    plan = Plan.objects.filter(pk=code, months__isnull=False).first()
    now = Plan.objects.filter(pk=row.plan_type).first()
    if plan is None or now is None or plan.pk == now.pk:
        raise Unsellable(_("There is no such plan to change to."))
    if row.status != Subscription.Status.ACTIVE:
        raise Unsellable(_("First the payment that is due has to arrive."))
    return plan, (plan.months or 0) > (now.months or 0)


def _price(plan: Plan) -> str:
    return str(prices.ensure(plan)["id"])


def _items(row: Subscription, price: str) -> list[Json]:
    found = gateway.subscription(row.stripe_subscription)
    return [{"id": found["items"]["data"][0]["id"], "price": price}]


def _upgrade(row: Subscription, price: str) -> str:
    after = gateway.change_subscription(
        row.stripe_subscription,
        {
            "items": _items(row, price),
            "proration_behavior": "always_invoice",
            "payment_behavior": "pending_if_incomplete",
        },
    )
    if after.get("pending_update"):
        return _("The plan changes as soon as its payment arrives.")
    return _("Your plan has changed. What was left of the old one was set off.")


def _downgrade(row: Subscription, price: str) -> str:
    gateway.change_subscription(row.stripe_subscription, {"cancel_at_period_end": False})
    schedule = gateway.schedule_of(row.stripe_subscription)
    now = schedule["phases"][0]
    kept = [
        {"price": observing.identity(one["price"]), "quantity": one["quantity"]}
        for one in now["items"]
    ]
    running = {"items": kept, "start_date": now["start_date"], "end_date": now["end_date"]}
    later = {"items": [{"price": price, "quantity": 1}]}
    gateway.change_schedule(
        schedule["id"],
        {"end_behavior": "release", "proration_behavior": "none", "phases": [running, later]},
    )
    return _("Your plan changes when the time that is paid has ended.")


def _keep(row: Subscription) -> str:
    _release(row)
    return _("Your plan stays as it is.")


def _release(row: Subscription) -> None:
    found = gateway.subscription(row.stripe_subscription)
    schedule = observing.identity(found.get("schedule"))
    if schedule:
        gateway.release_schedule(schedule)
