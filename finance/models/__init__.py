"""What a person owns, owes, earns and spends; the rates; and the sums kept of it."""

from finance.models.entries import Entry, Occurrence, Valuation
from finance.models.imports import Import, ImportMapping, ImportRow
from finance.models.rates import FxRate, ManualRate
from finance.models.rollups import BalanceTotal, DataVersion, MonthlyTotal, NetWorthDay

__all__ = [
    "BalanceTotal",
    "DataVersion",
    "Entry",
    "FxRate",
    "Import",
    "ImportMapping",
    "ImportRow",
    "ManualRate",
    "MonthlyTotal",
    "NetWorthDay",
    "Occurrence",
    "Valuation",
]
