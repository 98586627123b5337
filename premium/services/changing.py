"""What people change about their own subscription: renewing, and the plan.

A longer plan takes its place at once, and what is left of the old one is set off against it; a
shorter one follows when the period that is paid has ended. Runs outside a transaction, for a
person. Times are aware UTC. Raises Unsellable, Trouble.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from numoraq.rls.identity import as_login_role
from premium import gateway, observing
from premium.models import Plan, PremiumStatus, Subscription
from premium.observing import Json
from premium.selectors import subscriptions as current
from premium.services import customers, prices, subscriptions
from premium.services.checkout import Unsellable


def change(*, user: User, do: str, plan: str, at: datetime) -> str:
    """Do one of stop, resume, switch (to a plan) or keep (the plan after all); return a sentence.

    What was asked for is done by Stripe, and then read back.
    """
    with as_login_role():
        row = current.open_of(user.pk)
        if row is None:
            raise Unsellable(_("You have no subscription."))
        if do in {"resume", "switch"} and _has_it_for_good(user):
            raise Unsellable(_("You have premium for good: there is nothing left to pay for."))
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


def _has_it_for_good(user: User) -> bool:
    return PremiumStatus.objects.filter(user=user, is_lifetime=True).exists()


def _renew(row: Subscription, *, renews: bool) -> str:
    if not renews:
        _release(row)
    wanted: Json = {"cancel_at_period_end": not renews}
    gateway.change_subscription(row.stripe_subscription, wanted)
    if renews:
        return _("It renews by itself again.")
    return _("It will not renew. What you paid for stays until it runs out.")


def _switch(row: Subscription, code: str) -> str:
    plan = Plan.objects.filter(pk=code, months__isnull=False).first()
    now = Plan.objects.filter(pk=row.plan_type).first()
    if plan is None or now is None or plan.pk == now.pk:
        raise Unsellable(_("There is no such plan to change to."))
    if row.status != Subscription.Status.ACTIVE:
        raise Unsellable(_("First the payment that is due has to arrive."))
    price = prices.ensure(plan)["id"]
    _release(row)
    if (plan.months or 0) > (now.months or 0):
        return _upgrade(row, price)
    return _downgrade(row, price)


def _upgrade(row: Subscription, price: str) -> str:
    found = gateway.subscription(row.stripe_subscription)
    after = gateway.change_subscription(
        row.stripe_subscription,
        {
            "items": [{"id": found["items"]["data"][0]["id"], "price": price}],
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
