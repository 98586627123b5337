"""The personas one can try the product as. Roles, not people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from finance.demo import life
from finance.demo.books import Rates
from finance.demo.personas import employee, freelancer, holder
from finance.demo.plan import Plan
from finance.demo.story import Story


class UnknownPersona(LookupError):
    """There is no persona with this key."""


@dataclass(frozen=True, slots=True)
class Persona:
    """A role, in words and as a plan. `currency` is the one it thinks in."""

    key: str
    title: Promise
    summary: Promise
    shows: Sequence[Promise]
    currency: str
    plan: Plan

    def story(self, *, on: date, rates: Rates) -> Story:
        """Return five years of this persona up to a day, named in the active language."""
        return life.play(self.plan, on=on, rates=rates)[0]


ALL = (
    Persona(
        "employee",
        _("Employee saving for a flat"),
        _("A salary, a savings account that grows, an index fund, and a car loan nearly paid off."),
        (
            _("the days before payday"),
            _("a pension in pounds"),
            _("cash that nobody quotes a rate for"),
        ),
        "EUR",
        employee.PLAN,
    ),
    Persona(
        "freelancer",
        _("Freelancer in two currencies"),
        _("Paid in dollars, living in euros, with a flat, a mortgage and a reserve in reais."),
        (
            _("irregular invoices"),
            _("a mortgage against its property"),
            _("land without an exchange rate"),
        ),
        "EUR",
        freelancer.PLAN,
    ),
    Persona(
        "holder",
        _("Crypto holder near independence"),
        _("Coins bought early, funds, a flat almost paid for, and a part-time job in pounds."),
        (
            _("steep years up and down"),
            _("dividends and staking"),
            _("25 years of spending in sight"),
        ),
        "GBP",
        holder.PLAN,
    ),
)


def find(*, key: str) -> Persona:
    """Return a persona. Raises UnknownPersona."""
    for persona in ALL:
        if persona.key == key:
            return persona
    raise UnknownPersona(key)
