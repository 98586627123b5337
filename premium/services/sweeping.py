"""Letting go of copies of Stripe's objects that are of no use here any more.

Payments, grants and the audit log say what happened; Stripe keeps its own books. Runs as the
service. Times are aware UTC.
"""

from datetime import datetime, timedelta
from typing import Final

from djstripe.models import Customer, Event, WebhookEventTrigger

from premium.services.customers import SUBSCRIBER

_REQUESTS_FOR: Final = timedelta(days=30)  # as they came, with their headers
_EVENTS_FOR: Final = timedelta(days=90)  # far beyond the days in which one may come again


def sweep(*, at: datetime) -> int:
    """Remove what is old, and what is about people who are gone; return how many rows."""
    requests = WebhookEventTrigger.objects.filter(created__lt=at - _REQUESTS_FOR)
    events = Event.objects.filter(djstripe_created__lt=at - _EVENTS_FOR)
    removed = requests.delete()[0] + events.delete()[0]
    return int(removed) + sum(_forget(one) for one in _departed())


def _departed() -> list[Customer]:
    named = {f"metadata__{SUBSCRIBER}__isnull": False}
    return list(Customer.objects.filter(subscriber=None, **named)[:500])


def _forget(customer: Customer) -> int:
    """Remove a customer with all that refers to it: names and addresses are in there, too."""
    removed = 0
    for relation in Customer._meta.related_objects:
        rows = relation.related_model._base_manager  # noqa: SLF001 Django's own name
        removed += rows.filter(**{relation.field.name: customer}).delete()[0]
    return removed + int(customer.delete()[0])
