"""The columns that many tables share."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

CURRENCY_PATTERN = r"^[A-Z0-9]{3,10}$"


def owner() -> "models.ForeignKey[Any, Any]":
    """Return the person a row belongs to. No index of its own: the others lead with it."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        db_index=False,
        related_name="+",
        verbose_name=_("person"),
    )


def money(**options: Any) -> "models.DecimalField[Any, Any]":
    """Return an amount: NUMERIC(15,2) in the currency of the row."""
    return models.DecimalField(max_digits=15, decimal_places=2, **options)


def exact_money(**options: Any) -> "models.DecimalField[Any, Any]":
    """Return an amount with the eight decimals that coins need, in the currency of the row."""
    return models.DecimalField(max_digits=26, decimal_places=8, **options)


def rate(**options: Any) -> "models.DecimalField[Any, Any]":
    """Return units of a currency for one euro; twenty decimals, as a coin costs many euros."""
    return models.DecimalField(max_digits=38, decimal_places=20, **options)


def sum_of_money(**options: Any) -> "models.DecimalField[Any, Any]":
    """Return a sum of many amounts: wider than one, in the currency of the row."""
    return models.DecimalField(max_digits=24, decimal_places=2, **options)


def exact_sum(**options: Any) -> "models.DecimalField[Any, Any]":
    """Return a sum of many exact amounts, in the currency of the row."""
    return models.DecimalField(max_digits=36, decimal_places=8, **options)
