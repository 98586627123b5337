"""What the overview of the CMS shows of payments."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import F, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms import overview
from numoraq.lib import formats
from numoraq.lib.money import Money
from premium.models import Payment, Stray, Subscription
from premium.payment_states import Dispute
from premium.selectors.payments import NEEDS_A_LOOK

_DAYS = timedelta(days=30)
_LOOK = "premium.view_payment"


@overview.figure(order=21, permission=_LOOK)
def paid(at: datetime) -> overview.Figure:
    """Return what came in within 30 days, less what went back or is disputed, in US dollars."""
    now, before = _paid(at), _paid(at - _DAYS)
    return overview.Figure(
        label=_("Paid, 30 days"),
        value=formats.current().money(Money(now, "USD")),
        change=100 * (now - before) / before if before > 0 else None,
        url_name="admin:premium_payment_changelist",
    )


@overview.figure(order=22, permission=_LOOK)
def subscribed(at: datetime) -> overview.Figure:
    """Return how many subscriptions run, and how many of them are overdue."""
    running = Subscription.objects.filter(status__in=["active", "trialing", "past_due"])
    overdue = running.filter(status="past_due").count()
    return overview.Figure(
        label=_("Subscriptions"),
        value=formats.current().number(running.count()),
        note=ngettext("%(count)s overdue", "%(count)s overdue", overdue) % {"count": overdue},
        url_name="admin:premium_subscription_changelist",
    )


@overview.figure(order=23, permission=_LOOK)
def to_look_at(at: datetime) -> overview.Figure:
    """Return how many payments somebody should look at."""
    return overview.Figure(
        label=_("Payments to look at"),
        value=formats.current().number(Payment.objects.filter(NEEDS_A_LOOK).count()),
        url_name="admin:premium_payment_changelist",
    )


@overview.figure(order=24, permission="premium.view_stray")
def strays(at: datetime) -> overview.Figure:
    """Return how many subscriptions run at Stripe for nobody who is known here."""
    running = Stray.objects.exclude(status__in=Subscription.OVER)
    return overview.Figure(
        label=_("Subscriptions of nobody"),
        value=formats.current().number(running.count()),
        url_name="admin:premium_stray_changelist",
    )


def _paid(until: datetime) -> Decimal:
    # A bank that disputes a payment takes its money for that time, and keeps it once it has won.
    rows = Payment.objects.filter(paid_at__gt=until - _DAYS, paid_at__lte=until, currency="USD")
    rows = rows.exclude(dispute__in=[Dispute.OPEN, Dispute.LOST])
    total = rows.aggregate(total=Sum(F("amount_paid") - F("amount_refunded")))["total"]
    return Decimal(total or 0)
