"""Loads the tiers. Their thresholds and titles are data, changed in the CMS."""

from typing import Final

from gamification.models import Tier

# Points from which a tier is held.
THRESHOLDS: Final[dict[str, int]] = {
    Tier.Code.NEWCOMER: 0,
    Tier.Code.SUPPORTER_BASIC: 10,
    Tier.Code.FRIEND: 20,
    Tier.Code.HELPER: 25,
    Tier.Code.CONTRIBUTOR: 50,
    Tier.Code.DONOR: 100,
    Tier.Code.BACKER: 500,
    Tier.Code.SUPPORTER: 1_000,
    Tier.Code.CHAMPION: 2_000,
    Tier.Code.PATRON: 5_000,
    Tier.Code.LEGEND: 10_000,
    Tier.Code.WHALE: 50_000,
}


def load(using: str) -> int:
    """Add the tiers that are missing, leave the others as staff made them; return how many."""
    known = set(Tier.objects.using(using).values_list("code", flat=True))
    missing = [
        Tier(code=code, threshold=threshold, sort=place)
        for place, (code, threshold) in enumerate(THRESHOLDS.items(), 1)
        if code not in known
    ]
    return len(Tier.objects.using(using).bulk_create(missing))
