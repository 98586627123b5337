"""Where points put a person: the total, the tier it leads to, and the mail that says so once."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from accounts import mailing, selectors
from accounts.models import User
from gamification.models import PointBalance, RewardPreference, Tier, TierChange
from gamification.selectors import tier_for


def settle(*, held: PointBalance, total: int, at: datetime, source: str = "") -> None:
    """Write the total and the tier it leads to into a row that is held. `at` is aware UTC.

    A tier that is reached for the first time is told, the highest alone when several are passed
    at once. With `source` this was an act of the person's, not a recount. Raises NoTier.
    """
    tiers = list(Tier.objects.all())
    tier = tier_for(points=total, tiers=tiers)
    has_risen = tier.threshold > _threshold(held.current_tier, tiers)
    held.total_points, held.current_tier = total, tier.code
    changed = ["total_points", "current_tier", "updated_at"]
    if source:
        held.source, held.last_activity_at = source, at
        changed += ["source", "last_activity_at"]
    held.save(update_fields=changed)
    if has_risen:
        passed = [one.code for one in tiers if 0 < one.threshold <= tier.threshold]
        if tier.code in _note(held, passed, at):
            _tell(held.user_id, tier)


def _threshold(code: str, tiers: Iterable[Tier]) -> int:
    return next((tier.threshold for tier in tiers if tier.code == code), 0)


def _note(held: PointBalance, passed: Iterable[str], at: datetime) -> set[str]:
    """Note the tiers that were passed; return those that had not been before."""
    known = set(TierChange.objects.filter(user_id=held.user_id).values_list("tier", flat=True))
    fresh = set(passed) - known
    TierChange.objects.bulk_create(
        TierChange(user_id=held.user_id, tier=code, total_points=held.total_points, reached_at=at)
        for code in sorted(fresh)
    )
    return fresh


def _tell(person_id: UUID, tier: Tier) -> None:
    preference = RewardPreference.objects.filter(pk=person_id).first() or RewardPreference()
    person = User.objects.get(pk=person_id)
    if person.is_demo or not preference.is_told:
        return
    mailing.post(
        message="gamification.emails.tier_reached",
        to=person.email,
        language=selectors.reader_of(person).language,
        tier=tier.code,
        title=tier.title,
    )
