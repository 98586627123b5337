"""What a Stripe account has to hold before anything is sold: prices, and who hears of events.

Each can be done again: nothing is made twice, and what differs is brought in line. Runs as the
service. Raises Trouble.
"""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from djstripe.models import Account, WebhookEndpoint

from accounts import mailing
from premium import gateway
from premium.models import Plan
from premium.services import prices


@dataclass(frozen=True, slots=True)
class Done:
    """What a set-up came to. `secret` is shown once, when the endpoint was made."""

    prices: dict[str, str]
    endpoint: str
    secret: str = ""


def set_up(*, using: str = "default") -> Done:
    """Make what is missing in the account whose key is configured."""
    made = {}
    for plan in Plan.objects.using(using).order_by("sort"):
        price = prices.ensure(plan)
        made[plan.code] = price["id"]
        Plan.objects.using(using).filter(pk=plan.pk).update(
            stripe_price=price["id"], stripe_amount=plan.price
        )
    address = webhook_url()
    endpoint, secret = "", ""
    if address and not settings.STRIPE_FAKE:  # the stand-in knows from its start where to post
        endpoint, secret = _endpoint(address)
    return Done(prices=made, endpoint=endpoint, secret=secret)


def ensure_webhook(using: str) -> int:
    """Keep the row by which events are let in as the settings have it; return how many changed."""
    if not (settings.PAYMENTS_ENABLED and settings.STRIPE_WEBHOOK_ID):
        return 0
    wanted = {
        "djstripe_uuid": UUID(settings.STRIPE_WEBHOOK_ID),
        "secret": settings.STRIPE_WEBHOOK_SECRET,
        "url": webhook_url(),
        "status": "enabled",
        "enabled_events": list(gateway.EVENTS),
        "livemode": settings.STRIPE_LIVE_MODE,
        "api_version": settings.STRIPE_API_VERSION,
        "djstripe_validation_method": "verify_signature",
    }
    rows = WebhookEndpoint.objects.using(using)
    by_address = rows.filter(djstripe_uuid=settings.STRIPE_WEBHOOK_ID).first()
    # Another id in the settings moves our row to the new address.
    found = by_address or rows.filter(id=_OUR_ENDPOINT).first()
    if found is None:
        rows.create(id=_OUR_ENDPOINT, **wanted)
        return 1
    if all(getattr(found, name) == value for name, value in wanted.items()):
        return 0
    changed: int = rows.filter(pk=found.pk).update(**wanted)
    return changed


def webhook_url() -> str:
    """Return the address Stripe posts to; nothing before it has been given an id."""
    if not settings.STRIPE_WEBHOOK_ID:
        return ""
    path = reverse("djstripe:djstripe_webhook_by_uuid", args=[settings.STRIPE_WEBHOOK_ID])
    return mailing.link(path)


def keep_key_out() -> None:
    """Have dj-stripe not ask whose the key is: it would note the key in its tables, as it is.

    An installation has one account, and the key of the settings is used where none is noted.
    """
    Account.get_or_retrieve_for_api_key = staticmethod(_of_nobody)


def _of_nobody(api_key: str) -> None:
    del api_key


def _endpoint(address: str) -> tuple[str, str]:
    wanted = {"enabled_events": list(gateway.EVENTS)}
    found = next((one for one in gateway.endpoints() if one["url"] == address), None)
    if found is None:
        about = {"url": address, "api_version": settings.STRIPE_API_VERSION}
        made = gateway.create_endpoint({**wanted, **about, "metadata": _METADATA})
        return made["id"], str(made.get("secret") or "")
    if set(found["enabled_events"]) != set(gateway.EVENTS):
        gateway.change_endpoint(found["id"], wanted)
    return found["id"], ""


_OUR_ENDPOINT = "we_numoraq"
_METADATA = {"installation": "numoraq"}
