"""The plans people can choose from."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from numoraq.rls.policies import reference_data


class Plan(models.Model):
    """A stretch of premium time and its price."""

    class Code(models.TextChoices):
        MONTHLY = "monthly", _("Month")
        THREE_MONTHS = "3_month", _("3 months")
        SIX_MONTHS = "6_month", _("6 months")
        YEARLY = "yearly", _("Year")
        LIFETIME = "lifetime", _("Lifetime")

    code = models.TextField(_("plan"), primary_key=True, choices=Code.choices)
    months = models.PositiveSmallIntegerField(
        _("months"), null=True, blank=True, db_comment="Empty: for good."
    )
    price = models.DecimalField(
        _("price"), max_digits=10, decimal_places=2, validators=[MinValueValidator(0)]
    )
    currency = models.TextField(_("currency"), default="USD", db_default="USD")
    stripe_price = models.TextField(
        _("price in Stripe"), blank=True, default="", db_default="", editable=False
    )
    stripe_amount = models.DecimalField(
        _("what that price is"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        editable=False,
        db_comment="Prices in Stripe never change: when ours is another, a new one is due.",
    )
    sort = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        db_table = "premium_plans"
        db_table_comment = "What premium costs, by length."
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["sort"]
        constraints = [
            models.CheckConstraint(
                name="plan_code",
                condition=Q(code__in=["monthly", "3_month", "6_month", "yearly", "lifetime"]),
            ),
            models.CheckConstraint(name="plan_price", condition=Q(price__gte=0)),
            models.CheckConstraint(
                name="plan_months",
                condition=Q(code="lifetime", months__isnull=True)
                | ~Q(code="lifetime") & Q(months__isnull=False, months__gte=1),
            ),
            models.UniqueConstraint(name="plan_sort", fields=["sort"]),
            *reference_data(prefix="plan"),
        ]

    def __str__(self) -> str:
        return str(self.get_code_display())

    @property
    def lookup_key(self) -> str:
        """Return by which name Stripe finds its price, whichever that is at the time."""
        return f"numoraq_{self.code}"
