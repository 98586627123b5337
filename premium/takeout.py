"""A person's premium as files of their archive."""

from collections.abc import Iterator

from accounts.leaving.parts import record, rows
from accounts.leaving.registry import Part
from accounts.models import User
from premium.models import Grant, Payment, PremiumStatus, Redemption, Subscription

_STATUS = (
    "plan_type", "is_active", "premium_expires_at", "grace_ends_at", "is_lifetime", "source",
    "activated_code", "updated_at",
)  # fmt: skip
_GRANT = (
    "id", "kind", "source", "plan_type", "granted_at", "starts_at", "ends_at", "seconds",
    "reason", "suspended_at", "revoked_at",
)  # fmt: skip
_REDEMPTION = ("id", "masked", "type", "value", "redeemed_at", "starts_at", "ends_at")

_PAYMENT = (
    "id", "kind", "plan_type", "amount", "currency", "status", "dispute", "withheld", "amount_paid",
    "amount_refunded",
    "stripe_session_id", "stripe_customer", "stripe_subscription", "stripe_invoice",
    "stripe_payment_intent", "receipt_url", "metadata", "paid_at", "created_at", "updated_at",
)  # fmt: skip
_SUBSCRIPTION = (
    "id", "plan_type", "next_plan", "status", "renews", "period_ends_at", "ended_at",
    "stripe_subscription", "stripe_customer", "created_at", "updated_at",
)  # fmt: skip


def parts(user: User) -> Iterator[Part]:
    """Yield what a person was granted and what it adds up to. Runs as that person."""
    status = PremiumStatus.objects.filter(user=user).values(*_STATUS).first()
    yield record("premium.json", status or {})
    found = Grant.objects.filter(user=user).order_by("granted_at", "id").values(*_GRANT)
    yield rows("premium_grants.json", found.iterator())
    redeemed = Redemption.objects.filter(user=user).order_by("redeemed_at", "id")
    yield rows("premium_code_redemptions.json", redeemed.values(*_REDEMPTION).iterator())
    paid = Payment.objects.filter(user=user).order_by("created_at", "id").values(*_PAYMENT)
    yield rows("payments.json", paid.iterator())
    renewing = Subscription.objects.filter(user=user).order_by("created_at", "id")
    yield rows("subscriptions.json", renewing.values(*_SUBSCRIPTION).iterator())
