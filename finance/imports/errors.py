"""Why something cannot be done with an import, as nouns."""

from finance.errors import FinanceError


class ImportNotFound(FinanceError):
    """There is no such import among the person's own."""


class ImportBusy(FinanceError):
    """A job holds the import at this moment."""


class ImportElsewhere(FinanceError):
    """The import has moved on, so that this can no longer, or not yet, be done with it."""


class MappingIncomplete(FinanceError):
    """The columns do not make rows yet. `faults` says why, as codes."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


class RowNotFound(FinanceError):
    """There is no such row that asks for a decision."""
