"""A shop for tests: the real stand-in for Stripe over HTTP, and events posted to the real page."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import stripe
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from gamification.services import rules, tiers
from numoraq.rls.identity import as_login_role, as_service, as_user
from numoraq.rls.logins import worker_login
from premium.fakestripe.tests.fake import FakeStripe
from premium.models import Grant, Payment, PremiumStatus, Subscription
from premium.paying import views
from premium.services import checkout, plans, settling, stripe_account
from premium.services.checkout import Order

HOUR = 3600
DAY = 24 * HOUR

type Parcel = tuple[bytes, str]


@dataclass
class Shop:
    """What a person can do here, and what of it is known."""

    fake: FakeStripe
    address: str
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def order(self, user: User, plan: str = "", donation: int | None = None) -> Payment:
        """Begin a payment as a page does."""
        order = Order(plan=plan, donation=donation)
        with as_user(user):
            return checkout.begin(user=user, order=order, pages=views.pages(), at=self.now())

    def pay(self, payment: Payment, do: str = "pays") -> None:
        """Press a button of the page on which a payment is made."""
        self.fake.pay(payment.checkout_url, do)

    def buy(self, user: User, plan: str = "", donation: int | None = None) -> Payment:
        """Order, pay, and have every event arrive."""
        payment = self.order(user, plan, donation)
        self.pay(payment)
        self.deliver()
        return self.read(payment)

    def deliver(self) -> list[int]:
        """Post every event since the last time, in order; return the answers."""
        return [self.post(one) for one in self.fake.parcels()]

    def post(self, parcel: Parcel) -> int:
        """Post one event, and return the status of the answer."""
        body, signature = parcel
        headers = {"Stripe-Signature": signature}
        kind = "application/json"
        return self.client.post(
            self.address, data=body, content_type=kind, headers=headers
        ).status_code

    def settle(self, payment: Payment) -> Payment:
        """Have a payment compared with Stripe, as the page people come back to does."""
        with as_login_role():
            settling.settle(payment_id=payment.pk, at=self.now())
        return self.read(payment)

    def read(self, payment: Payment) -> Payment:
        """Return a payment as it is kept now."""
        with as_login_role():
            return Payment.objects.select_related("user").get(pk=payment.pk)

    def status(self, user: User) -> PremiumStatus:
        """Return what a person's grants add up to."""
        with as_login_role():
            PremiumStatus.objects.bulk_create([PremiumStatus(user=user)], ignore_conflicts=True)
            return PremiumStatus.objects.get(user=user)

    def grants(self, user: User) -> list[Grant]:
        """Return what a person was given for money."""
        with as_login_role():
            return list(Grant.objects.filter(user=user, source="stripe").order_by("granted_at"))

    def subscription(self, user: User) -> Subscription:
        """Return the newest subscription of a person."""
        with as_login_role():
            found = Subscription.objects.filter(user=user).order_by("-created_at").first()
        assert found is not None
        return found

    def charge_of(self, payment: Payment) -> str:
        """Return the charge by which a payment was made."""
        intent = self.read(payment).stripe_payment_intent
        assert intent is not None
        return str(self.fake.client.v1.payment_intents.retrieve(intent).latest_charge)

    def is_premium(self, user: User) -> bool:
        """Return whether a person has premium at this moment of the stand-in's clock."""
        # A second later: Stripe has no fractions of one.
        return self.status(user).is_premium(at=self.now() + timedelta(seconds=1))

    def now(self) -> datetime:
        """Return the time at the stand-in, which tests put forward."""
        return datetime.fromtimestamp(self.fake.advance(0), UTC)


@pytest.fixture
def shop(fake_stripe: FakeStripe, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Return a shop that is open, with the plans and the address of its events."""
    return _opened(fake_stripe, settings, monkeypatch)


@pytest.fixture
def far_shop(
    fake_stripe_process: FakeStripe, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Shop:
    """Return one whose Stripe is a process of its own, which can go away and come back."""
    return _opened(fake_stripe_process, settings, monkeypatch)


def _opened(fake: FakeStripe, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Shop:
    webhook_id = str(uuid4())
    settings.PAYMENTS_ENABLED, settings.STRIPE_FAKE = True, True
    settings.STRIPE_KEY = settings.STRIPE_TEST_SECRET_KEY = fake.key
    settings.STRIPE_URL, settings.STRIPE_WEBHOOK_ID = fake.url, webhook_id
    settings.STRIPE_WEBHOOK_SECRET = fake.webhook_secret
    monkeypatch.setattr(stripe, "api_base", fake.url)
    with worker_login(), as_service():
        plans.load("default")
        tiers.load("default")
        rules.load("default")
        stripe_account.ensure_webhook("default")
    return Shop(fake, f"/stripe/webhook/{UUID(webhook_id)}/")
