"""Entries: balances (assets, liabilities) and flows (income, expenses)."""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from finance.models.fields import CURRENCY_PATTERN, exact_money, money, owner
from numoraq.lib.crypto import EncryptedTextField
from numoraq.lib.money import Money
from numoraq.rls.policies import owned_by


class Entry(models.Model):
    """One thing a person owns, owes, earns or spends. Source: schema document, financial_data.

    A balance's truth is its valuations; triggers keep `amount`, `balance` and `date` equal to
    the latest of them. A flow is one-off, or recurring from `date` on; its due occurrences are
    rows of their own.
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

    id = models.UUIDField(
        primary_key=True, default=uuid.uuid4, db_default=RandomUUID(), editable=False
    )
    user = owner()
    category = models.TextField(_("category"), choices=Category.choices)
    subcategory = models.TextField(_("kind"), blank=True, default="", db_default="")
    name = models.TextField(_("name"))
    amount = money(
        verbose_name=_("amount"),
        db_comment="Cents of a flow, or of the latest valuation of a balance (kept by a trigger).",
    )
    currency = models.TextField(_("currency"), default="USD", db_default="USD")
    date = models.DateField(
        _("date"), db_comment="Day of a flow, or of the latest valuation of a balance."
    )
    description = models.TextField(_("note"), blank=True, default="", db_default="")
    is_liquid = models.BooleanField(_("liquid"), default=True, db_default=True)
    balance = exact_money(
        verbose_name=_("balance"),
        null=True,
        blank=True,
        editable=False,
        db_comment="The latest valuation, exact; kept by a trigger. NULL for flows.",
    )
    quantity = models.DecimalField(
        _("quantity"), max_digits=38, decimal_places=18, null=True, blank=True
    )
    is_recurring = models.BooleanField(_("recurring"), default=False, db_default=False)
    recurring_frequency = models.TextField(
        _("frequency"), choices=Frequency.choices, null=True, blank=True
    )
    recurring_interval = models.PositiveSmallIntegerField(_("every"), default=1, db_default=1)
    recurring_ends_on = models.DateField(_("until"), null=True, blank=True)
    next_due_on = models.DateField(
        _("next on"),
        null=True,
        blank=True,
        editable=False,
        db_comment="The next day by the rule that has no occurrence yet; also past the end.",
    )
    settles_in = models.UUIDField(
        _("paid from or into"),
        null=True,
        blank=True,
        db_comment="The balance (id) that a flow is paid from or into.",
    )
    wallet_address = EncryptedTextField(_("wallet address"), null=True, blank=True)
    blockchain = models.TextField(_("blockchain"), null=True, blank=True)
    import_id = models.UUIDField(_("import"), null=True, blank=True, editable=False)
    fingerprint = models.TextField(
        null=True,
        blank=True,
        editable=False,
        db_comment="MD5 of what makes an entry the same as another: finds duplicates.",
    )
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True, db_default=Now())

    class Meta:
        db_table = "financial_data"
        db_table_comment = "What people own, owe, earn and spend; amounts in their own currency."
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        indexes = [
            models.Index(
                fields=["user", "category", "-date", "-id"], name="idx_financial_data_category"
            ),
            models.Index(fields=["user", "date"], name="idx_financial_data_date"),
            models.Index(
                fields=["user", "next_due_on"],
                name="fin_recurring",
                condition=Q(is_recurring=True, deleted_at__isnull=True),
            ),
            models.Index(
                fields=["next_due_on", "id"],
                name="fin_due",
                condition=Q(is_recurring=True, deleted_at__isnull=True)
                & (Q(recurring_ends_on__isnull=True) | Q(next_due_on__lte=F("recurring_ends_on"))),
            ),
            models.Index(
                fields=["deleted_at"], name="fin_deleted", condition=Q(deleted_at__isnull=False)
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
            models.UniqueConstraint(fields=["user", "id"], name="idx_financial_data_user_id"),
            models.CheckConstraint(
                name="fin_category",
                condition=Q(category__in=["assets", "liabilities", "income", "expenses"]),
            ),
            models.CheckConstraint(
                name="fin_currency", condition=Q(currency__regex=CURRENCY_PATTERN)
            ),
            # As two tests: one pattern with a look-ahead costs 35 µs a row.
            models.CheckConstraint(
                name="fin_name",
                condition=Q(LessThanOrEqual(Length("name"), 200), name__regex=r"\S"),
            ),
            models.CheckConstraint(
                name="fin_recurrence",
                condition=Q(
                    is_recurring=False,
                    recurring_frequency__isnull=True,
                    next_due_on__isnull=True,
                )
                | Q(
                    is_recurring=True,
                    recurring_frequency__in=["weekly", "monthly", "yearly"],
                    next_due_on__isnull=False,
                    category__in=["income", "expenses"],
                ),
            ),
            models.CheckConstraint(
                name="fin_interval", condition=Q(recurring_interval__range=(1, 366))
            ),
            models.CheckConstraint(
                name="fin_recurrence_end",
                condition=Q(recurring_ends_on__isnull=True) | Q(recurring_ends_on__gte=F("date")),
            ),
            models.CheckConstraint(
                name="fin_amount",
                condition=Q(category__in=["assets", "liabilities"], balance__isnull=False)
                | Q(category__in=["income", "expenses"], balance__isnull=True, amount__gte=0),
            ),
            *owned_by("user", prefix="fin"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_balance(self) -> bool:
        """Whether this is something owned or owed, and not something earned or spent."""
        return self.category in self.BALANCES

    @property
    def money(self) -> Money:
        """The exact amount: the latest valuation of a balance, the amount of a flow."""
        return Money(self.amount if self.balance is None else self.balance, self.currency)
