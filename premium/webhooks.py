"""Stripe's events as dj-stripe passes them on: in the transaction in which it notes them.

Whatever is raised here undoes the whole, and Stripe, told so, sends the event again.
"""

from typing import Any

from django.utils import timezone
from djstripe.event_handlers import djstripe_receiver

from premium import gateway
from premium.services import events


@djstripe_receiver(list(gateway.EVENTS))  # type: ignore[untyped-decorator]
def heard(event: Any, **_: Any) -> None:
    """Bring up to date whatever an event is about."""
    events.handle(about=event.data["object"], at=timezone.now())
