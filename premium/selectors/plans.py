"""What the pricing page shows."""

from dataclasses import dataclass
from decimal import Decimal

from numoraq.lib.money import Money, round_to, scale
from premium.models import Plan

_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class PlanOffer:
    """A plan as it is shown: its price, what that is a month, and against paying by month.

    `saving` is in per cent, rounded to whole ones; None where there is nothing to compare.
    """

    code: str
    name: str
    months: int | None
    price: Money
    per_month: Money | None
    saving: int | None
    is_best: bool = False

    @property
    def is_round(self) -> bool:
        """Return whether the price has no cents to show."""
        return self.price.amount == self.price.amount.to_integral_value()

    @property
    def share_of_monthly(self) -> int | None:
        """Return the price of a month, in per cent of what the monthly plan costs."""
        return None if self.saving is None else 100 - self.saving


def plans() -> list[PlanOffer]:
    """Return the plans in their order; the one that saves most is marked."""
    found = list(Plan.objects.all())
    monthly = next((plan.price for plan in found if plan.months == 1), None)
    savings = {plan.code: _saving(plan, monthly) for plan in found}
    most = max((saving for saving in savings.values() if saving), default=None)
    return [_offer(plan, savings[plan.code], most) for plan in found]


def _offer(plan: Plan, saving: int | None, most: int | None) -> PlanOffer:
    per_month = None
    if plan.months:
        amount = scale(plan.price, by=_ONE, over=Decimal(plan.months))
        per_month = Money(amount, plan.currency).rounded()
    return PlanOffer(
        code=plan.code,
        name=str(plan),
        months=plan.months,
        price=Money(plan.price, plan.currency),
        per_month=per_month,
        saving=saving,
        is_best=saving is not None and saving == most,
    )


def _saving(plan: Plan, monthly: Decimal | None) -> int | None:
    if not plan.months or not monthly:
        return None
    share = scale(plan.price, by=Decimal(100), over=monthly * plan.months)
    return int(round_to(_ONE, 100 - share))
