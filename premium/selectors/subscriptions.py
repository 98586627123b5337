"""Reads about subscriptions."""

from uuid import UUID

from premium.models import Subscription


def open_of(user_id: UUID) -> Subscription | None:
    """Return the subscription of a person that has not ended. Runs as whoever may see it."""
    rows = Subscription.objects.filter(user_id=user_id).exclude(status__in=Subscription.OVER)
    return rows.exclude(status=Subscription.Status.INCOMPLETE).order_by("-created_at").first()
