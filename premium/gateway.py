"""The one module that speaks to Stripe. It knows no rows: ids and plain values in, objects out.

Every call has a time limit and is tried a bounded number of times; whatever is created carries a
key, under which Stripe creates it once however often it is asked. Amounts are in the smallest
unit of their currency. Answers are Stripe's objects as plain dictionaries, of the version of its
API that the settings pin. Raises Trouble.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

import stripe
from django.conf import settings

from premium.trouble import Trouble

type Json = dict[str, Any]

TIMEOUT: Final = 10.0  # seconds for one answer
RETRIES: Final = 2  # of a call that got no answer, or was asked to wait
EVENTS: Final = (
    "checkout.session.completed", "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed", "checkout.session.expired",
    "customer.subscription.created", "customer.subscription.updated",
    "customer.subscription.deleted", "customer.subscription.paused",
    "customer.subscription.resumed", "customer.created", "customer.updated", "customer.deleted",
    "invoice.paid", "invoice.payment_failed", "invoice.payment_action_required", "invoice.voided",
    "invoice.marked_uncollectible", "charge.refunded", "charge.refund.updated", "refund.failed",
    "charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed",
    "charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated",
)  # fmt: skip


def configure() -> None:
    """Bind the library that keeps copies of Stripe's objects to the same limits."""
    stripe.default_http_client = stripe.RequestsClient(timeout=TIMEOUT)
    stripe.max_network_retries = RETRIES
    stripe.enable_telemetry = False


# ---- buying


def create_customer(*, key: str, metadata: Json) -> Json:
    """Make a customer; `key` names the person, and nothing that may change is told under it."""
    return _made(_v1().customers.create, {"metadata": metadata}, key=key)


def customer(customer_id: str) -> Json:
    """Return a customer; one that was deleted says so."""
    return _got(_v1().customers.retrieve, customer_id)


def change_customer(customer_id: str, params: Json) -> Json:
    """Change what is kept of a customer."""
    return _made(_v1().customers.update, params, customer_id)


def open_checkout(params: Json, *, key: str) -> Json:
    """Open a page on which somebody pays; `key` names the payment."""
    return _made(_v1().checkout.sessions.create, params, key=key)


def checkout(session_id: str) -> Json:
    """Return a checkout session."""
    return _got(_v1().checkout.sessions.retrieve, session_id)


def expire_checkout(session_id: str) -> Json:
    """Close a page on which nobody has paid, so that nobody will. Raises Trouble if it is not."""
    return _got(_v1().checkout.sessions.expire, session_id)


def open_portal(*, customer_id: str, return_url: str) -> Json:
    """Open Stripe's own page on which a customer changes their card, and can do nothing else."""
    done = {"type": "redirect", "redirect": {"return_url": return_url}}
    flow = {"type": "payment_method_update", "after_completion": done}
    params = {"customer": customer_id, "return_url": return_url, "flow_data": flow}
    return _made(_v1().billing_portal.sessions.create, params)


# ---- what became of it


def payment_intent(intent_id: str) -> Json:
    """Return a payment intent."""
    return _got(_v1().payment_intents.retrieve, intent_id)


def charge(charge_id: str) -> Json:
    """Return a charge: money that came, and in which refunds it went back."""
    return _got(_v1().charges.retrieve, charge_id, expand=["refunds"])


def disputes(intent_id: str) -> list[Json]:
    """Return the disputes about a payment intent."""
    return _listed(_v1().disputes.list, {"payment_intent": intent_id})


def invoice(invoice_id: str) -> Json:
    """Return an invoice."""
    return _got(_v1().invoices.retrieve, invoice_id)


def payments_of(invoice_id: str) -> list[Json]:
    """Return by what an invoice is paid."""
    return _listed(_v1().invoice_payments.list, {"invoice": invoice_id})


def invoice_of(intent_id: str) -> str:
    """Return the id of the invoice a payment intent pays; nothing when it pays none."""
    by = {"payment": {"type": "payment_intent", "payment_intent": intent_id}}
    found = _listed(_v1().invoice_payments.list, by)
    return str(found[0]["invoice"]) if found else ""


def refund(*, intent_id: str, amount: int | None, key: str, metadata: Json) -> Json:
    """Give money back, all that is left without an amount; `key` names the decision."""
    params: Json = {"payment_intent": intent_id, "metadata": metadata}
    if amount is not None:
        params["amount"] = amount
    return _made(_v1().refunds.create, params, key=key)


def undelivered(*, since: int) -> Iterator[Json]:
    """Yield the events that some endpoint has not taken, newest first. `since` is Unix seconds."""
    params = {"delivery_success": False, "created": {"gte": since}, "limit": 100}
    yield from _listed(_v1().events.list, params)


# ---- subscriptions


def subscription(subscription_id: str) -> Json:
    """Return a subscription."""
    return _got(_v1().subscriptions.retrieve, subscription_id)


def invoices(subscription_id: str) -> list[Json]:
    """Return the paid invoices of a subscription, newest first."""
    return _listed(_v1().invoices.list, {"subscription": subscription_id, "status": "paid"})


def change_subscription(subscription_id: str, params: Json, *, key: str = "") -> Json:
    """Change a subscription as Stripe's own parameters say."""
    return _made(_v1().subscriptions.update, params, subscription_id, key=key)


def preview_change(subscription_id: str, items: list[Json]) -> Json:
    """Return the invoice that other items, billed at once, would bring. Changes nothing."""
    details = {"items": items, "proration_behavior": "always_invoice"}
    wanted = {"subscription": subscription_id, "subscription_details": details}
    return _made(_v1().invoices.create_preview, wanted)


def end_subscription(subscription_id: str) -> Json:
    """End a subscription now; nothing is paid back."""
    return _got(_v1().subscriptions.cancel, subscription_id)


def schedule_of(subscription_id: str) -> Json:
    """Put a subscription under a schedule, whose first phase is the running period."""
    params = {"from_subscription": subscription_id}
    return _made(_v1().subscription_schedules.create, params)


def schedule(schedule_id: str) -> Json:
    """Return a schedule."""
    return _got(_v1().subscription_schedules.retrieve, schedule_id)


def change_schedule(schedule_id: str, params: Json) -> Json:
    """Change what a schedule will do."""
    return _made(_v1().subscription_schedules.update, params, schedule_id)


def release_schedule(schedule_id: str) -> Json:
    """Let a subscription go on as it is, without its schedule."""
    return _got(_v1().subscription_schedules.release, schedule_id)


# ---- what is sold, and who is told


def product(*, product_id: str, name: str) -> Json:
    """Return what is sold, made if need be."""
    try:
        return _got(_v1().products.retrieve, product_id)
    except Trouble as trouble:
        if not trouble.is_missing:
            raise
    wanted = {"id": product_id, "name": name}
    return _made(_v1().products.create, wanted, key=f"product:{product_id}:{name}")


def price(price_id: str) -> Json:
    """Return a price."""
    return _got(_v1().prices.retrieve, price_id)


def price_named(lookup_key: str) -> Json | None:
    """Return the active price of a name, None when there is none."""
    found = _listed(_v1().prices.list, {"lookup_keys": [lookup_key], "active": True})
    return found[0] if found else None


def create_price(params: Json, *, key: str) -> Json:
    """Make a price. One never changes: for another amount there is another price."""
    return _made(_v1().prices.create, params, key=key)


def endpoints() -> list[Json]:
    """Return the addresses that hear of events."""
    return _listed(_v1().webhook_endpoints.list, {})


def create_endpoint(params: Json) -> Json:
    """Have an address hear of events; the answer alone holds the secret."""
    return _made(_v1().webhook_endpoints.create, params)


def change_endpoint(endpoint_id: str, params: Json) -> Json:
    """Change which events an address hears of."""
    return _made(_v1().webhook_endpoints.update, params, endpoint_id)


# ---- how it is spoken


@cache
def _client(key: str, address: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        stripe_version=settings.STRIPE_API_VERSION,
        base_addresses={"api": address} if address else None,
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=TIMEOUT),
    )


def _v1() -> Any:
    if not settings.PAYMENTS_ENABLED:
        raise Trouble("no key of Stripe is configured")
    return _client(settings.STRIPE_KEY, settings.STRIPE_URL).v1


def _got(call: Callable[..., Any], identity: str, **params: Any) -> Json:
    with _told():
        return _plain(call(identity, params=params) if params else call(identity))


def _made(call: Callable[..., Any], params: Json, *identity: str, key: str = "") -> Json:
    options = {"idempotency_key": key} if key else {}
    with _told():
        return _plain(call(*identity, params=params, options=options))


def _listed(call: Callable[..., Any], params: Mapping[str, Any]) -> list[Json]:
    with _told():
        return [_plain(one) for one in call(params=params).auto_paging_iter()]


def _plain(answer: Any) -> Json:
    plain: Json = answer.to_dict(for_json=True)
    return plain


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (stripe.APIConnectionError, stripe.RateLimitError, stripe.APIError) as error:
        raise Trouble(_cause(error), is_temporary=True) from error
    except stripe.StripeError as error:
        is_missing = error.code == "resource_missing" or error.http_status == 404
        raise Trouble(_cause(error), is_missing=is_missing) from error


def _cause(error: stripe.StripeError) -> str:
    return f"{type(error).__name__} {error.code or ''}: {error.user_message or error}"
