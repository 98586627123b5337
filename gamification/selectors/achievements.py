"""What there is to achieve, and what a person has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from gamification.models import Achieved, Achievement

_Code = Achievement.Code
_TEXTS: Final[dict[str, Promise]] = {
    _Code.FIRST_LOOK: _("A first check-in"),
    _Code.WEEK: _("Seven check-ins in a row"),
    _Code.MONTH: _("Thirty check-ins in a row"),
    _Code.HUNDRED: _("A hundred check-ins in a row"),
    _Code.YEAR: _("365 check-ins, in a row or not"),
    _Code.FIRST_NUMBER: _("An entry of your own"),
    _Code.TRUE_PICTURE: _("Three accounts or more, each with a value of this month"),
    _Code.REVIEWER: _("Values written down in six different months"),
    _Code.ARCHIVIST: _("Two years of history"),
    _Code.POLYGLOT: _("Five currencies in one picture"),
    _Code.SPREAD: _("Four kinds of assets"),
    _Code.DEBT_TENTH: _("A debt reduced by a tenth"),
    _Code.DEBT_PAID: _("A debt paid off"),
    _Code.KEEPER: _("Three full months in a row with more income than expenses"),
    _Code.CUSHION: _("Three months of expenses in liquid money"),
    _Code.BIG_CUSHION: _("Six months of expenses in liquid money"),
    _Code.HOST: _("A friend who came and has begun"),
}


@dataclass(frozen=True, slots=True)
class Feat:
    """An achievement, and since when a person has it, if they do."""

    achievement: Achievement
    at: datetime | None

    @property
    def title(self) -> str:
        """Return its name."""
        return str(self.achievement)

    @property
    def text(self) -> str:
        """Return what it takes."""
        return str(_TEXTS[self.achievement.code])


def feats(*, user: User) -> Sequence[Feat]:
    """Return all there are, those a person has first. What is off is shown to who has it."""
    own = dict(Achieved.objects.filter(user=user).values_list("achievement", "achieved_at"))
    found = [Feat(one, own.get(one.code)) for one in Achievement.objects.all()]
    shown = [feat for feat in found if feat.at or feat.achievement.is_active]
    return sorted(shown, key=lambda feat: feat.at is None)
