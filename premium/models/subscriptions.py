"""Plans that renew by themselves, as Stripe last said they stand."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from numoraq.rls.policies import kept_for
from premium.models.plans import Plan


class Subscription(models.Model):
    """A plan that renews by itself, as Stripe last said it stands. One that is open a person."""

    class Status(models.TextChoices):
        INCOMPLETE = "incomplete", _("not begun")
        INCOMPLETE_EXPIRED = "incomplete_expired", _("never begun")
        TRIALING = "trialing", _("on trial")
        ACTIVE = "active", _("running")
        PAST_DUE = "past_due", _("payment overdue")
        UNPAID = "unpaid", _("unpaid")
        PAUSED = "paused", _("paused")
        CANCELED = "canceled", _("ended")

    class Wanted(models.TextChoices):
        STOP = "stop", _("not to renew")
        END = "end", _("to end now")

    OVER = ("canceled", "incomplete_expired")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        db_index=False,
        related_name="subscriptions",
        verbose_name=_("person"),
    )
    stripe_subscription = models.TextField(_("subscription"))
    stripe_customer = models.TextField(_("customer"))
    stripe_schedule = models.TextField(_("schedule"), blank=True, default="", db_default="")
    plan_type = models.TextField(_("plan"), choices=Plan.Code.choices)
    next_plan = models.TextField(
        _("next plan"), blank=True, default="", db_default="", choices=Plan.Code.choices
    )
    status = models.TextField(_("state"), choices=Status.choices)
    renews = models.BooleanField(
        _("renews by itself"), default=True, db_default=True, db_comment="No: ends with its period."
    )
    wanted = models.TextField(
        _("asked of Stripe"), blank=True, default="", db_default="", choices=Wanted.choices,
        db_comment="What is still to be done there; empty once it is.",
    )  # fmt: skip
    period_ends_at = models.DateTimeField(_("period ends at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    checked_at = models.DateTimeField(_("compared at"))
    created_at = models.DateTimeField(_("begun at"), db_default=Now(), editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True, db_default=Now())

    class Meta:
        db_table = "premium_subscriptions"
        db_table_comment = "Plans that renew by themselves, as Stripe last said they stand."
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        indexes = [models.Index(fields=["user", "status"], name="premium_subscriptions_user")]
        constraints = [
            models.UniqueConstraint(
                fields=["stripe_subscription"], name="premium_subscriptions_stripe"
            ),
            models.CheckConstraint(
                name="premium_subscriptions_status",
                condition=Q(
                    status__in=[
                        "incomplete",
                        "incomplete_expired",
                        "trialing",
                        "active",
                        "past_due",
                        "unpaid",
                        "paused",
                        "canceled",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="premium_subscriptions_wanted",
                condition=Q(wanted__in=["", "stop", "end"]),
            ),
            models.CheckConstraint(  # one that is not sold here has no plan
                name="premium_subscriptions_plan",
                condition=Q(plan_type__in=["", *Plan.Code.values])
                & Q(next_plan__in=["", *Plan.Code.values]),
            ),
            *kept_for(
                "user",
                prefix="premium_subscriptions",
                commands=("SELECT", "INSERT", "UPDATE"),
                staff=("SELECT", "INSERT", "UPDATE"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_plan_type_display()}, {self.get_status_display()}"

    @property
    def is_open(self) -> bool:
        """Return whether it has not ended."""
        return self.status not in self.OVER
