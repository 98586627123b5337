"""Payments: what was asked for, how it stands, and the Stripe objects it stands for."""

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from numoraq.lib.money import Money
from numoraq.rls.policies import kept_for
from premium import payment_states
from premium.models.plans import Plan
from premium.payment_states import Dispute, Refund, Status, Way


class Payment(models.Model):
    """One payment: a checkout, or a later invoice of a subscription.

    What it cost is written before anybody is sent to pay, from the plan; never from a browser.
    """

    class Kind(models.TextChoices):
        SUBSCRIPTION = "subscription", _("Subscription")
        LIFETIME = "lifetime", _("Lifetime")
        DONATION = "donation", _("Donation")

    class State(models.TextChoices):
        PENDING = Status.PENDING, pgettext_lazy("payment", "Not paid yet")
        EXPIRED = Status.EXPIRED, pgettext_lazy("payment", "Ran out")
        CANCELLED = Status.CANCELLED, pgettext_lazy("payment", "Cancelled")
        PROCESSING = Status.PROCESSING, pgettext_lazy("payment", "On its way")
        FAILED = Status.FAILED, pgettext_lazy("payment", "Failed")
        COMPLETED = Status.COMPLETED, pgettext_lazy("payment", "Paid")
        PARTIALLY_REFUNDED = Status.PARTIALLY_REFUNDED, pgettext_lazy("payment", "Partly refunded")
        DISPUTED = Status.DISPUTED, pgettext_lazy("payment", "Disputed")
        REFUNDED = Status.REFUNDED, pgettext_lazy("payment", "Refunded")

    # Donations, in whole US dollars: what is suggested, and what is taken.
    DONATIONS: Final = (5, 25, 100)
    LEAST: Final = 1
    MOST: Final = 10_000

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        db_index=False,
        related_name="payments",
        verbose_name=_("person"),
    )
    kind = models.TextField(_("kind"), choices=Kind.choices)
    plan_type = models.TextField(
        _("plan"), blank=True, default="", db_default="", choices=Plan.Code.choices
    )
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)
    currency = models.TextField(_("currency"), default="USD", db_default="USD")
    status = models.TextField(
        _("state"), choices=State.choices, default=State.PENDING, db_default=State.PENDING
    )
    dispute = models.PositiveSmallIntegerField(
        _("dispute"),
        default=Dispute.NONE,
        db_default=0,
        choices=[
            (Dispute.NONE, _("none")),
            (Dispute.OPEN, _("open")),
            (Dispute.WON, _("won")),
            (Dispute.LOST, _("lost")),
        ],
    )
    amount_paid = models.DecimalField(
        _("paid"), max_digits=10, decimal_places=2, default=0, db_default=0
    )
    amount_refunded = models.DecimalField(
        _("paid back"), max_digits=10, decimal_places=2, default=0, db_default=0
    )
    refunds_failed = models.PositiveSmallIntegerField(_("failed refunds"), default=0, db_default=0)
    earlier_disputes = models.PositiveSmallIntegerField(_("past disputes"), default=0, db_default=0)
    stripe_session_id = models.TextField(_("checkout session"), null=True, blank=True)
    stripe_customer = models.TextField(_("customer"), blank=True, default="", db_default="")
    stripe_subscription = models.TextField(_("subscription"), blank=True, default="", db_default="")
    stripe_invoice = models.TextField(_("invoice"), null=True, blank=True)
    stripe_payment_intent = models.TextField(_("payment intent"), null=True, blank=True)
    checkout_url = models.TextField(_("checkout page"), blank=True, default="", db_default="")
    receipt_url = models.TextField(_("receipt"), blank=True, default="", db_default="")
    attention = models.TextField(
        _("needs a look"),
        blank=True,
        default="",
        db_default="",
        db_comment="Why somebody of the team should look at it; empty when nobody need.",
    )
    withheld = models.BooleanField(
        _("withheld"),
        default=False,
        db_default=False,
        db_comment="Nothing is given for it, since Stripe has another than was asked for.",
    )
    refund_asked_at = models.DateTimeField(
        _("refund asked for at"), null=True, blank=True,
        db_comment="Empty again once Stripe has done it, or refused.",
    )  # fmt: skip
    keeps_renewing = models.BooleanField(_("goes on anyway"), default=False, db_default=False)
    metadata = models.JSONField(_("metadata"), default=dict, db_default={}, blank=True)
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    checked_at = models.DateTimeField(
        _("compared at"), null=True, blank=True, db_comment="When Stripe was last asked about it."
    )
    created_at = models.DateTimeField(_("begun at"), db_default=Now(), editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True, db_default=Now())

    class Meta:
        db_table = "payment_sessions"
        db_table_comment = "Payments, as Stripe last said they stand. Source: schema document."
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        indexes = [
            models.Index(fields=["user", "-created_at"], name="payment_sessions_user"),
            models.Index(
                fields=["created_at"],
                name="payment_sessions_open",
                condition=Q(status__in=["pending", "processing"]),
            ),
            models.Index(
                fields=["stripe_subscription"],
                name="payment_sessions_subscription",
                condition=~Q(stripe_subscription=""),
            ),
        ]
        constraints = [
            # Only the login role, staff and jobs write here: no oracle for anybody.
            models.UniqueConstraint(fields=["stripe_session_id"], name="payment_sessions_session"),
            models.UniqueConstraint(fields=["stripe_invoice"], name="payment_sessions_invoice"),
            models.UniqueConstraint(
                fields=["stripe_payment_intent"], name="payment_sessions_intent"
            ),
            models.CheckConstraint(
                name="payment_sessions_kind",
                condition=Q(kind="subscription", plan_type__in=["", *Plan.Code.values])
                | Q(kind="lifetime", plan_type="lifetime")
                | Q(kind="donation", plan_type=""),
            ),
            models.CheckConstraint(
                name="payment_sessions_status", condition=Q(status__in=[*Status])
            ),
            models.CheckConstraint(
                name="payment_sessions_dispute", condition=Q(dispute__gte=0, dispute__lte=3)
            ),
            models.CheckConstraint(
                name="payment_sessions_amounts",
                condition=Q(amount__gte=0, amount_paid__gte=0, amount_refunded__gte=0)
                & Q(amount_refunded__lte=F("amount_paid")),
            ),
            models.CheckConstraint(
                name="payment_sessions_currency", condition=Q(currency__regex="^[A-Z]{3}$")
            ),
            *kept_for(
                "user",
                prefix="payment_sessions",
                commands=("SELECT", "INSERT", "UPDATE"),
                staff=("SELECT", "UPDATE"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return what was paid for."""
        if self.kind == self.Kind.SUBSCRIPTION:
            return f"{self.get_kind_display()}, {self.get_plan_type_display()}"
        return str(self.get_kind_display())

    @property
    def is_open(self) -> bool:
        """Return whether it may still be paid."""
        return self.status in {self.State.PENDING, self.State.PROCESSING}

    @property
    def total(self) -> Money:
        """Return what was asked for, or paid once it was."""
        return Money(self.amount_paid or self.amount, self.currency)

    def is_fresh(self, *, at: datetime) -> bool:
        """Return whether Stripe was asked about it within the last seconds (`at` is aware UTC)."""
        return self.checked_at is not None and at - self.checked_at < timedelta(seconds=5)

    @property
    def standing(self) -> str:
        """Return how it stands, for people."""
        said = payment_states.said(self.state, is_withheld=self.withheld)
        return str(said or self.get_status_display())

    @property
    def returned(self) -> Money:
        """Return how much went back, also by a bank that took it."""
        return Money(self.amount_paid if self.is_lost else self.amount_refunded, self.currency)

    @property
    def is_lost(self) -> bool:
        """Return whether the payer's bank took it back."""
        return self.dispute == Dispute.LOST

    @property
    def state(self) -> payment_states.State:
        """Return what is known of it."""
        known = Status(self.status)
        unpaid = known.name in Way.__members__
        refund = Refund.NONE
        if self.amount_refunded:
            refund = Refund.FULL if self.amount_refunded >= self.amount_paid else Refund.PART
        way = Way[known.name] if unpaid else Way.PAID
        counts = (self.refunds_failed, self.earlier_disputes)
        return payment_states.State(way, refund, Dispute(self.dispute), *counts)
