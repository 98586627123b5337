"""What happened to an entry over time: valuations of a balance, occurrences of a flow."""

import uuid
from typing import Any

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from finance.models.fields import exact_money, money, owner
from numoraq.rls.policies import owned_by


def _entry(related_name: str) -> "models.ForeignKey[Any, Any]":
    """Return the entry a row belongs to; its key in the database includes the person."""
    return models.ForeignKey(
        "finance.Entry",
        models.DB_CASCADE,
        db_constraint=False,  # the composite key with the person takes its place
        db_index=False,
        related_name=related_name,
        verbose_name=_("entry"),
    )


class Valuation(models.Model):
    """What a balance was worth on a day. Holds from that day until the next valuation."""

    class Source(models.TextChoices):
        MANUAL = "manual", _("typed in")
        IMPORT = "import", _("import")
        PRICE = "price", _("price")
        INTEREST = "interest", _("interest")
        POSTING = "posting", _("posting")

    id = models.UUIDField(
        primary_key=True, default=uuid.uuid4, db_default=RandomUUID(), editable=False
    )
    user = owner()
    entry = _entry("valuations")
    on = models.DateField(_("on"))
    amount = exact_money(verbose_name=_("amount"))
    change = exact_money(
        verbose_name=_("change"),
        default=0,
        db_default=0,
        editable=False,
        db_comment="Amount less the one before it; kept by a trigger: what net worth counts.",
    )
    source = models.TextField(
        _("source"), choices=Source.choices, default=Source.MANUAL, db_default=Source.MANUAL
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)

    class Meta:
        db_table = "asset_valuations"
        db_table_comment = "Dated values of balances, in the currency of the entry."
        verbose_name = _("valuation")
        verbose_name_plural = _("valuations")
        constraints = [
            models.UniqueConstraint(fields=["user", "entry", "on"], name="val_once_a_day"),
            models.CheckConstraint(
                name="val_source",
                condition=Q(source__in=["manual", "import", "price", "interest", "posting"]),
            ),
            *owned_by("user", prefix="val"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.amount}"


class Occurrence(models.Model):
    """One due date of a recurring flow, with what it cost or brought."""

    id = models.UUIDField(
        primary_key=True, default=uuid.uuid4, db_default=RandomUUID(), editable=False
    )
    user = owner()
    entry = _entry("occurrences")
    on = models.DateField(_("on"))
    amount = money(verbose_name=_("amount"))
    is_corrected = models.BooleanField(
        _("corrected by hand"),
        default=False,
        db_default=False,
        editable=False,
        db_comment="Its amount was set by hand: one for all times leaves it alone.",
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)

    class Meta:
        db_table = "finance_occurrences"
        db_table_comment = "Due dates of recurring income and expenses that have come."
        verbose_name = _("occurrence")
        verbose_name_plural = _("occurrences")
        constraints = [
            models.UniqueConstraint(fields=["user", "entry", "on"], name="occ_once_a_day"),
            models.CheckConstraint(name="occ_amount", condition=Q(amount__gte=0)),
            *owned_by("user", prefix="occ"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.amount}"
