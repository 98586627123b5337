"""Entries: balances (assets, liabilities) and flows (income, expenses)."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from finance.models.fields import CURRENCY_PATTERN, money, owner
from numoraq.lib.crypto import EncryptedTextField
from numoraq.rls.policies import owned_by


class Entry(models.Model):
    """One thing a person owns, owes, earns or spends. Source: schema document, financial_data.

    A balance's truth is its valuations; `amount` is the latest of them. A flow is one-off, or
    recurring from `date` on; its due occurrences are rows of their own.
    """

    class Category(models.TextChoices):
        ASSETS = "assets", _("Assets")
        LIABILITIES = "liabilities", _("Liabilities")
        INCOME = "income", _("Income")
        EXPENSES = "expenses", _("Expenses")

    class Frequency(models.TextChoices):
        WEEKLY = "weekly", _("weekly")
        MONTHLY = "monthly", _("monthly")
        YEARLY = "yearly", _("yearly")

    BALANCES = (Category.ASSETS, Category.LIABILITIES)
    FLOWS = (Category.INCOME, Category.EXPENSES)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = owner()
    category = models.TextField(_("category"), choices=Category.choices)
    subcategory = models.TextField(_("kind"), blank=True, default="")
    name = models.TextField(_("name"))
    amount = money(verbose_name=_("amount"))
    currency = models.TextField(_("currency"), default="USD", db_default="USD")
    date = models.DateField(_("date"))
    description = models.TextField(_("note"), blank=True, default="")
    is_liquid = models.BooleanField(_("liquid"), default=True)
    quantity = models.DecimalField(
        _("quantity"), max_digits=38, decimal_places=18, null=True, blank=True
    )
    is_recurring = models.BooleanField(_("recurring"), default=False)
    recurring_frequency = models.TextField(
        _("frequency"), choices=Frequency.choices, null=True, blank=True
    )
    recurring_interval = models.PositiveSmallIntegerField(_("every"), default=1)
    recurring_ends_on = models.DateField(_("until"), null=True, blank=True)
    settles_in = models.UUIDField(_("paid from or into"), null=True, blank=True)
    wallet_address = EncryptedTextField(_("wallet address"), null=True, blank=True)
    blockchain = models.TextField(_("blockchain"), null=True, blank=True)
    import_id = models.UUIDField(_("import"), null=True, blank=True, editable=False)
    fingerprint = models.TextField(
        null=True,
        blank=True,
        editable=False,
        db_comment="MD5 of category, date, amount, currency and folded name: finds duplicates.",
    )
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        db_table = "financial_data"
        db_table_comment = "What people own, owe, earn and spend; amounts in their own currency."
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        indexes = [
            models.Index(fields=["user", "category", "-date", "-id"], name="fin_list"),
            models.Index(fields=["user", "date"], name="fin_user_date"),
            models.Index(
                fields=["user", "is_recurring"],
                name="fin_recurring",
                condition=Q(is_recurring=True, deleted_at__isnull=True),
            ),
            models.Index(
                fields=["user", "fingerprint"],
                name="fin_fingerprint",
                condition=Q(fingerprint__isnull=False),
            ),
            models.Index(
                fields=["user", "import_id"],
                name="fin_import",
                condition=Q(import_id__isnull=False),
            ),
        ]
        constraints = [
            # What owned tables refer to, so that a reference cannot cross from person to person.
            models.UniqueConstraint(fields=["user", "id"], name="fin_user_id"),
            models.CheckConstraint(
                name="fin_category",
                condition=Q(category__in=["assets", "liabilities", "income", "expenses"]),
            ),
            models.CheckConstraint(
                name="fin_currency", condition=Q(currency__regex=CURRENCY_PATTERN)
            ),
            models.CheckConstraint(name="fin_name", condition=Q(name__regex=r"^(?=.*\S).{1,200}$")),
            models.CheckConstraint(
                name="fin_recurrence",
                condition=Q(is_recurring=False, recurring_frequency__isnull=True)
                | Q(
                    is_recurring=True,
                    recurring_frequency__in=["weekly", "monthly", "yearly"],
                    category__in=["income", "expenses"],
                ),
            ),
            models.CheckConstraint(
                name="fin_interval", condition=Q(recurring_interval__range=(1, 366))
            ),
            models.CheckConstraint(
                name="fin_recurrence_end",
                condition=Q(recurring_ends_on__isnull=True)
                | Q(recurring_ends_on__gte=models.F("date")),
            ),
            models.CheckConstraint(
                name="fin_flow_amount",
                condition=Q(category__in=["assets", "liabilities"]) | Q(amount__gte=0),
            ),
            *owned_by("user", prefix="fin"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_balance(self) -> bool:
        """Whether this is something owned or owed, and not something earned or spent."""
        return self.category in self.BALANCES


class Valuation(models.Model):
    """What a balance was worth on a day. Holds from that day until the next valuation."""

    class Source(models.TextChoices):
        MANUAL = "manual", _("typed in")
        IMPORT = "import", _("import")
        PRICE = "price", _("price")
        INTEREST = "interest", _("interest")
        POSTING = "posting", _("posting")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = owner()
    entry = models.ForeignKey(
        Entry,
        models.CASCADE,
        db_constraint=False,  # the composite key with the person takes its place
        db_index=False,
        related_name="valuations",
        verbose_name=_("entry"),
    )
    on = models.DateField(_("on"))
    amount = money(verbose_name=_("amount"))
    source = models.TextField(_("source"), choices=Source.choices, default=Source.MANUAL)
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

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = owner()
    entry = models.ForeignKey(
        Entry,
        models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="occurrences",
        verbose_name=_("entry"),
    )
    on = models.DateField(_("on"))
    amount = money(verbose_name=_("amount"))
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
