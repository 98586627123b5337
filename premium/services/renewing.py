"""What is asked of Stripe about a subscription's end, whoever decided it: each can be asked twice.

Writes nothing down; whoever asks reads the subscription back. Raises Trouble.
"""

from premium import gateway, observing
from premium.models import Subscription
from premium.trouble import Trouble


def switch(subscription_id: str, *, is_on: bool) -> None:
    """Have a subscription renew, or end with its period; a plan that was to follow is dropped then.

    Which schedule it has Stripe knows, not our row: it refuses the change while there is one.
    """
    found = gateway.subscription(subscription_id)
    schedule = observing.identity(found.get("schedule"))
    if schedule:
        gateway.release_schedule(schedule)
    if found["cancel_at_period_end"] == is_on:
        gateway.change_subscription(subscription_id, {"cancel_at_period_end": not is_on})


def end(subscription_id: str) -> None:
    """End a subscription at once; one that has ended stays so."""
    try:
        gateway.end_subscription(subscription_id)
    except Trouble as trouble:
        # What has ended is not there to be ended; an answer may have been lost.
        if trouble.is_temporary or not _has_ended(subscription_id):
            raise


def _has_ended(subscription_id: str) -> bool:
    return gateway.subscription(subscription_id)["status"] in Subscription.OVER
