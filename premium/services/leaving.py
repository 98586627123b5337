"""What payments need when a person's account is closed, locked or deleted."""

from uuid import UUID

from django.conf import settings
from djstripe.models import Customer

from numoraq.lib import jobs
from premium.models import Payment, Subscription


def hold(user_ids: list[UUID]) -> None:
    """Take the locks writers take first, and see to it that nobody who is gone is charged.

    The jobs look whether the person went after all. Runs as the service.
    """
    # An event's copies come before what follows from it.
    customers = Customer.objects.filter(subscriber_id__in=user_ids).order_by("pk")
    list(customers.select_for_update(of=("self",)).values_list("pk", flat=True))
    payments = Payment.objects.filter(user_id__in=user_ids).order_by("pk")
    for payment in payments.select_for_update(of=("self",)):
        if settings.PAYMENTS_ENABLED and payment.is_open and payment.stripe_session_id:
            jobs.enqueue("premium.close_orphan", session_id=payment.stripe_session_id)
    rows = Subscription.objects.filter(user_id__in=user_ids).exclude(status__in=Subscription.OVER)
    for row in rows.order_by("pk").select_for_update(of=("self",)):
        if settings.PAYMENTS_ENABLED:
            jobs.enqueue("premium.end_orphan", subscription_id=row.stripe_subscription)


def stop_charging(user_id: UUID) -> None:
    """See to it that whoever is shut out is charged no more. Runs as whoever shuts them out."""
    if settings.PAYMENTS_ENABLED:
        jobs.enqueue("premium.stop_renewals", user_id=str(user_id))
