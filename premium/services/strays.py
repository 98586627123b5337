"""Subscriptions at Stripe that are nobody's here: noted for the team, and never ended unasked.

After an older backup was restored, those of paying people look like those of people who left. So
it is staff who end one. Times are aware UTC. Raises ValidationError, which says why not.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cms import audit
from premium import gateway, observing
from premium.models import Stray, Subscription
from premium.observing import Json
from premium.services import customers, prices, renewing
from premium.trouble import Trouble


def note(found: Json, *, at: datetime) -> None:
    """Write down how a subscription of nobody stands. Runs as the login role or the service."""
    if found["status"] in Subscription.OVER:
        Stray.objects.filter(pk=found["id"]).update(status=found["status"], seen_at=at)
        return
    about = found.get("metadata") or {}
    Stray.objects.update_or_create(
        stripe_subscription=found["id"],
        defaults={
            "stripe_customer": observing.identity(found["customer"]),
            "person": str(about.get(customers.SUBSCRIBER, "")),
            "plan_type": prices.plan_of(observing.price_of(found)),
            "status": found["status"],
            "seen_at": at,
        },
    )


def claim(subscription_id: str) -> None:
    """Forget one whose person is here after all."""
    Stray.objects.filter(pk=subscription_id).delete()


@transaction.atomic
def end(*, stray: Stray, actor: User, reason: str, at: datetime) -> None:
    """End one now, without paying back, on the record. Runs as staff."""
    if Subscription.objects.filter(stripe_subscription=stray.pk).exists():
        raise ValidationError(_("Its person is here: end it with their subscriptions."))
    if not stray.is_open:
        raise ValidationError(_("It has ended already."))
    before = audit.snapshot(stray, ("status",))
    try:
        renewing.end(stray.pk)
        found = gateway.subscription(stray.pk)
    except Trouble as trouble:
        raise ValidationError(f"{trouble} ({trouble.cause})") from trouble
    stray.status, stray.seen_at = found["status"], at
    stray.save(update_fields=["status", "seen_at"])
    after = audit.snapshot(stray, ("status",))
    audit.record(
        action="stray.ended", actor=actor, target=stray, before=before, after=after, reason=reason
    )
