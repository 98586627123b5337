"""Reads about subscriptions."""

from uuid import UUID

from django.db.models import QuerySet

from premium.models import Payment, Subscription


def open_of(user_id: UUID) -> Subscription | None:
    """Return the subscription of a person that has not ended. Runs as whoever may see it.

    Should there be two for a moment, it is the one that began first: that one stays.
    """
    rows = Subscription.objects.filter(user_id=user_id).exclude(status__in=Subscription.OVER)
    rows = rows.exclude(status=Subscription.Status.INCOMPLETE)
    return rows.order_by("created_at", "pk").first()


def kept_instead_of(row: Subscription) -> Subscription | None:
    """Return the subscription its person had before this one began, and still has."""
    kept = _running(row.user_id).first()
    if kept is None or kept.pk == row.pk:
        return None
    return kept if (kept.created_at, kept.pk) < (row.created_at, row.pk) else None


def beside_the_first(user_id: UUID) -> list[Subscription]:
    """Return the subscriptions of a person that began while another ran, which still does."""
    return list(_running(user_id)[1:])


def _running(user_id: UUID) -> QuerySet[Subscription]:
    """Return what somebody is charged for, the first that began first.

    Not what is to end at once, nor that whose money staff send back.
    """
    leaving = Payment.objects.filter(refund_asked_at__isnull=False, keeps_renewing=False)
    return (
        Subscription.objects.filter(user_id=user_id)
        .exclude(status__in=[*Subscription.OVER, Subscription.Status.INCOMPLETE])
        .exclude(wanted=Subscription.Wanted.END)
        .exclude(stripe_subscription__in=leaving.values("stripe_subscription"))
        .order_by("created_at", "pk")
    )
