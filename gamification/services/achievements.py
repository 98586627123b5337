"""Looks what a person has achieved, and gives it once."""

from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import User
from gamification import feats
from gamification.models import Achieved, Achievement, CheckIn, RewardPreference, Streak
from gamification.models.points import Source
from gamification.selectors import referrals
from gamification.services import points
from gamification.services.holding import hold
from numoraq.rls.identity import as_user

_Code = Achievement.Code
# Points: small, for the habit is the reward.
POINTS: Final[dict[str, int]] = {
    _Code.FIRST_LOOK: 1,
    _Code.FIRST_NUMBER: 2,
    _Code.TRUE_PICTURE: 5,
    _Code.WEEK: 5,
    _Code.MONTH: 10,
    _Code.HUNDRED: 20,
    _Code.YEAR: 25,
    _Code.REVIEWER: 10,
    _Code.ARCHIVIST: 10,
    _Code.POLYGLOT: 5,
    _Code.SPREAD: 5,
    _Code.KEEPER: 10,
    _Code.DEBT_TENTH: 10,
    _Code.DEBT_PAID: 20,
    _Code.CUSHION: 10,
    _Code.BIG_CUSHION: 20,
    _Code.HOST: 5,
}


def load(using: str) -> int:
    """Add the achievements that are missing, leave the others as staff made them."""
    known = set(Achievement.objects.using(using).values_list("code", flat=True))
    missing = [
        Achievement(code=code, points=number, sort=place)
        for place, (code, number) in enumerate(POINTS.items(), 1)
        if code not in known
    ]
    return len(Achievement.objects.using(using).bulk_create(missing))


def look(*, person_id: UUID, at: datetime) -> int:
    """Give a person what they have achieved since the last look; return how much.

    Runs as the service; the facts are read as the person. `at` is aware UTC.
    """
    person = User.objects.select_related("profile").filter(pk=person_id).first()
    if person is None or RewardPreference.objects.filter(pk=person_id, takes_part=False).exists():
        return 0
    with as_user(person):
        today = at.astimezone(ZoneInfo(person.profile.timezone)).date()
        held = feats.achieved(feats.facts(user=person, today=today))
    fresh = held - set(Achieved.objects.filter(user=person).values_list("achievement", flat=True))
    offered = Achievement.objects.filter(code__in=fresh, is_active=True)
    return sum(_give(person_id, one, at) for one in offered)


def own_facts(*, user: User, today: date) -> dict[str, int]:
    """Return what this app knows: days, rows of days, friends. Runs as the person."""
    streak = Streak.objects.filter(user=user).first()
    return {
        "days": CheckIn.objects.filter(user=user).count(),
        "days_in_a_row": streak.best_days if streak else 0,
        "friends": referrals.brought(user=user).begun,
    }


@transaction.atomic
def _give(person_id: UUID, achievement: Achievement, at: datetime) -> bool:
    hold(person_id=person_id)
    row = Achieved(user_id=person_id, achievement=achievement.code, achieved_at=at)
    Achieved.objects.bulk_create([row], ignore_conflicts=True)
    given = points.award(
        person_id=person_id,
        points=achievement.points,
        source=Source.ACHIEVEMENT,
        idem_key=f"achievement:{achievement.code}:{person_id}",
        at=at,
        ref=achievement.code,
    )
    return given.is_new
