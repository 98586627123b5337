"""Sums kept by triggers, so that a page costs the same with ten entries and with a million.

People read them; only the triggers, which belong to the service, write them.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models.fields import exact_sum, owner, sum_of_money
from numoraq.rls.policies import read_by_owner


class MonthlyTotal(models.Model):
    """Income and expenses of a month, by kind and currency."""

    pk = models.CompositePrimaryKey("user", "month", "category", "subcategory", "currency")
    user = owner()
    month = models.DateField(db_comment="First day of the month.")
    category = models.TextField()
    subcategory = models.TextField()
    currency = models.TextField()
    total = sum_of_money()
    entries = models.IntegerField(db_comment="How many rows the total is the sum of.")

    class Meta:
        db_table = "finance_monthly_totals"
        db_table_comment = "Income and expenses by month, kind and currency; kept by triggers."
        verbose_name = _("monthly total")
        verbose_name_plural = _("monthly totals")
        constraints = read_by_owner("user", prefix="month")


class NetWorthDay(models.Model):
    """What a person owned and owed in one currency from a day on, until their next such row."""

    pk = models.CompositePrimaryKey("user", "currency", "on")
    user = owner()
    currency = models.TextField()
    on = models.DateField()
    assets = exact_sum()
    liabilities = exact_sum()
    liquid = exact_sum(db_comment="The liquid part of the assets.")

    class Meta:
        db_table = "net_worth_daily"
        db_table_comment = "Balances by currency from a day on; kept by triggers."
        verbose_name = _("net worth of a day")
        verbose_name_plural = _("net worth by day")
        constraints = read_by_owner("user", prefix="worth")


class BalanceTotal(models.Model):
    """What a person owns and owes now, by kind and currency."""

    pk = models.CompositePrimaryKey("user", "category", "subcategory", "is_liquid", "currency")
    user = owner()
    category = models.TextField()
    subcategory = models.TextField()
    is_liquid = models.BooleanField()
    currency = models.TextField()
    total = exact_sum()
    entries = models.IntegerField(db_comment="How many balances the total is the sum of.")

    class Meta:
        db_table = "finance_balance_totals"
        db_table_comment = "Latest balances by kind and currency; kept by triggers."
        verbose_name = _("balance total")
        verbose_name_plural = _("balance totals")
        constraints = read_by_owner("user", prefix="bal")


class EntryCount(models.Model):
    """How many entries a person has in a category, deleted ones not counted."""

    pk = models.CompositePrimaryKey("user", "category")
    user = owner()
    category = models.TextField()
    entries = models.IntegerField()

    class Meta:
        db_table = "finance_entry_counts"
        db_table_comment = "Number of entries by category; kept by triggers."
        verbose_name = _("number of entries")
        verbose_name_plural = _("numbers of entries")
        constraints = read_by_owner("user", prefix="count")


class DataVersion(models.Model):
    """Counts the changes to a person's figures: what is cached of them carries this number."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.DB_CASCADE, primary_key=True, related_name="+"
    )
    version = models.BigIntegerField(default=0)

    class Meta:
        db_table = "finance_data_versions"
        db_table_comment = "Counts changes to a person's figures; kept by triggers."
        verbose_name = _("data version")
        verbose_name_plural = _("data versions")
        constraints = read_by_owner("user", prefix="ver")
