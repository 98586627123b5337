"""Whose a customer, a checkout or a subscription of Stripe's is: by ids alone, never by address.

Runs as the login role or the service.
"""

from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from djstripe.models import Customer

from accounts.models import User
from accounts.services import people
from premium import gateway, observing
from premium.models import Payment, Subscription
from premium.observing import Json
from premium.trouble import Trouble

SUBSCRIBER: Final = "djstripe_subscriber"  # by this name dj-stripe, too, finds the person


def ensure(user: User) -> str:
    """Return the id of the customer a person is, made if need be. Raises Trouble.

    One that was deleted, or is of another account than the key, is passed over. What is asked for
    under a key never changes: when the answer is lost, asking again brings the same customer, and
    later the event of its making does.
    """
    live = settings.STRIPE_LIVE_MODE
    known = Customer.objects.filter(subscriber=user, livemode=live, date_purged=None)
    ids = [str(one) for one in known.order_by("djstripe_id").values_list("id", flat=True)]
    for one in ids:
        if refresh(user, one):
            return one
    key = ":".join(["customer", str(user.pk), *ids[-1:]])
    made = gateway.create_customer(key=key, metadata={SUBSCRIBER: str(user.pk)})
    Customer.objects.get_or_create(
        id=made["id"],
        defaults={
            "subscriber": user,
            "livemode": live,
            "metadata": made["metadata"],
            "stripe_data": made,
        },
    )
    refresh(user, str(made["id"]))
    return str(made["id"])


def refresh(user: User, customer_id: str) -> bool:
    """Have Stripe write to the address a person has now; return whether the customer is there."""
    try:
        found = gateway.customer(customer_id)
    except Trouble as trouble:
        if not trouble.is_missing:
            raise
        return False
    if found.get("deleted"):
        return False
    wanted = {"email": user.email, "name": people.name_of(user)}
    if any((found.get(name) or "") != value for name, value in wanted.items()):
        gateway.change_customer(customer_id, wanted)
    return True


def metadata(payment: Payment) -> Json:
    """Return what ties objects of Stripe's to a payment and its person."""
    return {
        "payment_session": str(payment.pk),
        SUBSCRIBER: str(payment.user_id),
        "installation": _installation(),
    }


def is_ours(found: Json) -> bool:
    """Return whether an object of Stripe's began here, and not where else the account is used."""
    where = (found.get("metadata") or {}).get("installation")
    if where in {_installation(), settings.WEB_URL}:  # it was the address before
        return True
    known = Customer.objects.filter(id=observing.identity(found.get("customer")))
    return bool(known.exists())


def _installation() -> str:
    """Return what stays the same when the site moves to another address, where there is any."""
    return settings.STRIPE_WEBHOOK_ID or settings.WEB_URL


def by_metadata(found: Json) -> Payment | None:
    """Return the payment an object of Stripe's says it belongs to."""
    key = (found.get("metadata") or {}).get("payment_session")
    if not key:
        return None
    try:
        return Payment.objects.filter(pk=key).first()
    except ValidationError:  # of somebody else's making
        return None


def checkout_of(subscription: Json) -> Payment | None:
    """Return the payment with which a subscription began."""
    found = by_metadata(subscription)
    if found is not None:
        return found
    rows = Payment.objects.filter(
        stripe_subscription=subscription["id"], stripe_session_id__isnull=False
    )
    return rows.first()


def owner_of(subscription: Json) -> UUID | None:
    """Return whose a subscription is; None when it is nobody's here."""
    known = Subscription.objects.filter(stripe_subscription=subscription["id"]).first()
    payment = None if known is not None else checkout_of(subscription)
    if known is not None or payment is not None:
        return known.user_id if known is not None else payment.user_id  # type: ignore[union-attr]
    customer = observing.identity(subscription["customer"])
    found = Customer.objects.filter(id=customer, subscriber__isnull=False).first()
    return found.subscriber_id if found is not None else None
