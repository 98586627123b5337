"""What a person owns, owes, earns and spends; the rates; and the sums kept of it."""

from finance.models.entries import Entry
from finance.models.history import Occurrence, Valuation
from finance.models.imports import Import, ImportMapping, ImportRow
from finance.models.rates import FxRate, ManualRate, RatesVersion
from finance.models.rollups import (
    BalanceTotal,
    DataVersion,
    EntryCount,
    MonthlyTotal,
    NetWorthDay,
)

__all__ = [
    "BalanceTotal",
    "DataVersion",
    "Entry",
    "EntryCount",
    "FxRate",
    "Import",
    "ImportMapping",
    "ImportRow",
    "ManualRate",
    "MonthlyTotal",
    "NetWorthDay",
    "Occurrence",
    "RatesVersion",
    "Valuation",
]
