"""Exchange rates: published ones for everybody, and a person's own."""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from finance.models.fields import CURRENCY_PATTERN, owner, rate
from numoraq.rls.policies import owned_by, reference_data


class FxRate(models.Model):
    """How many units of a currency one euro bought on a day."""

    class Source(models.TextChoices):
        ECB = "ecb", _("European Central Bank")
        CRYPTO = "crypto", _("market price")

    pk = models.CompositePrimaryKey("currency", "on")
    currency = models.TextField(_("currency"))
    on = models.DateField(_("on"))
    per_eur = rate(verbose_name=_("per euro"))
    source = models.TextField(
        _("source"), choices=Source.choices, default=Source.ECB, db_default=Source.ECB
    )

    class Meta:
        db_table = "fx_rates"
        db_table_comment = "Units of a currency for one euro, by day and source."
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints = [
            models.CheckConstraint(name="fx_positive", condition=Q(per_eur__gt=0)),
            models.CheckConstraint(
                name="fx_currency",
                condition=Q(currency__regex=CURRENCY_PATTERN) & ~Q(currency="EUR"),
            ),
            *reference_data(prefix="fx"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.currency} {self.per_eur}"


class RatesVersion(models.Model):
    """Counts the changes to the published rates: what is cached of them carries this number."""

    only_row = models.BooleanField(primary_key=True, default=True, editable=False)
    version = models.BigIntegerField(default=0)

    class Meta:
        db_table = "finance_rates_version"
        db_table_comment = "Counts changes to fx_rates; one row, kept by triggers."
        verbose_name = _("version of the rates")
        verbose_name_plural = _("versions of the rates")
        constraints = [
            models.CheckConstraint(name="fxver_only_row", condition=Q(only_row=True)),
            *reference_data(prefix="fxver"),
        ]

    def __str__(self) -> str:
        return str(self.version)


class ManualRate(models.Model):
    """A rate that a person set for themselves, where nobody publishes one or theirs is better."""

    id = models.UUIDField(
        primary_key=True, default=uuid.uuid4, db_default=RandomUUID(), editable=False
    )
    user = owner()
    currency = models.TextField(_("currency"))
    on = models.DateField(_("on"))
    per_eur = rate(verbose_name=_("per euro"))
    import_id = models.UUIDField(
        _("import"),
        null=True,
        blank=True,
        editable=False,
        db_comment="The import it came with, until the person sets it anew.",
    )

    class Meta:
        db_table = "finance_manual_rates"
        db_table_comment = "Rates that people set by hand, for their own entries."
        verbose_name = _("own rate")
        verbose_name_plural = _("own rates")
        constraints = [
            models.UniqueConstraint(fields=["user", "currency", "on"], name="rate_once_a_day"),
            models.CheckConstraint(name="rate_positive", condition=Q(per_eur__gt=0)),
            models.CheckConstraint(
                name="rate_currency",
                condition=Q(currency__regex=CURRENCY_PATTERN) & ~Q(currency="EUR"),
            ),
            *owned_by("user", prefix="rate"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.currency} {self.per_eur}"
