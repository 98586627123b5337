"""Subscriptions at Stripe that began here and whose person is not in this database."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from numoraq.rls.policies import LOGIN, EnableRLS, Policy, overseen
from premium.models.subscriptions import Subscription


class Stray(models.Model):
    """A subscription that runs for nobody who is known here.

    Its person may be gone, or the database be an older one than the subscription: which of the
    two, somebody of the team has to say before it is ended.
    """

    stripe_subscription = models.TextField(_("subscription"), primary_key=True)
    stripe_customer = models.TextField(_("customer"), blank=True, default="", db_default="")
    person = models.TextField(
        _("person's id"),
        blank=True,
        default="",
        db_default="",
        db_comment="As Stripe has it; nobody of that id is in this database.",
    )
    plan_type = models.TextField(_("plan"), blank=True, default="", db_default="")
    status = models.TextField(_("state"), choices=Subscription.Status.choices)
    seen_at = models.DateTimeField(_("last seen at"))

    class Meta:
        db_table = "premium_strays"
        db_table_comment = "Subscriptions at Stripe whose person is not in this database."
        verbose_name = _("subscription of nobody")
        verbose_name_plural = _("subscriptions of nobody")
        constraints = [
            models.CheckConstraint(
                name="premium_strays_status", condition=Q(status__in=Subscription.Status.values)
            ),
            EnableRLS(name="premium_strays_rls"),
            # Events bring them, and take them away when the person is there after all.
            Policy(name="premium_strays_login", roles=[LOGIN], using=True),
            *overseen(prefix="premium_strays"),
        ]

    def __str__(self) -> str:
        return self.stripe_subscription

    @property
    def is_open(self) -> bool:
        """Return whether it has not ended."""
        return self.status not in Subscription.OVER
