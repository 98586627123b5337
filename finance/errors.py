"""Why a use case refused, as nouns."""

from collections.abc import Mapping

from django.utils.functional import Promise

type Message = str | Promise


class FinanceError(Exception):
    """A use case of this app refused; nothing was changed."""


class EntryNotFound(FinanceError):
    """There is no such entry among the person's own."""


class ValuationNotFound(FinanceError):
    """There is no such valuation among the person's own."""


class OccurrenceNotFound(FinanceError):
    """There is no such occurrence among the person's own."""


class RateNotFound(FinanceError):
    """There is no such rate among the person's own."""


class LastValuation(FinanceError):
    """A balance keeps at least one valuation: delete the entry instead."""


class InvalidEntry(FinanceError):
    """Some fields cannot be as they are. `errors` has a message for people by field."""

    def __init__(self, errors: Mapping[str, Message]) -> None:
        super().__init__("; ".join(f"{field}: {message}" for field, message in errors.items()))
        self.errors = dict(errors)
