"""Reads about subscriptions."""

from uuid import UUID

from premium.models import Subscription


def open_of(user_id: UUID) -> Subscription | None:
    """Return the subscription of a person that has not ended. Runs as whoever may see it.

    Should there be two for a moment, it is the one that began first: that one stays.
    """
    rows = Subscription.objects.filter(user_id=user_id).exclude(status__in=Subscription.OVER)
    rows = rows.exclude(status=Subscription.Status.INCOMPLETE)
    return rows.order_by("created_at", "pk").first()


def kept_instead_of(row: Subscription) -> Subscription | None:
    """Return the subscription its person had before this one began, and still has.

    One that is to end at once is none to be kept.
    """
    rows = Subscription.objects.filter(user_id=row.user_id).exclude(status__in=Subscription.OVER)
    rows = rows.exclude(status=Subscription.Status.INCOMPLETE)
    rows = rows.exclude(wanted=Subscription.Wanted.END)
    kept = rows.order_by("created_at", "pk").first()
    if kept is None or kept.pk == row.pk:
        return None
    return kept if (kept.created_at, kept.pk) < (row.created_at, row.pk) else None
