"""Loads how many points each act gives. Staff change it in the CMS."""

from typing import Final

from gamification.models import PointRule

# Points, and how often in 24 hours at most.
RULES: Final[dict[str, tuple[int, int | None]]] = {
    PointRule.Code.DAILY_CHECKIN: (1, None),  # once a day by itself
    PointRule.Code.STREAK_7: (50, 1),
    PointRule.Code.STREAK_30: (200, 1),
    PointRule.Code.DONATION: (1, None),  # for each US dollar
    PointRule.Code.FEATURE_REQUEST: (25, 5),
    PointRule.Code.BUG_REPORT: (50, 5),
    PointRule.Code.REFERRAL_VERIFIED: (150, 5),
    PointRule.Code.REFERRAL_ACTIVE: (300, 5),
    PointRule.Code.COMMUNITY_HELP: (75, 3),
}


def load(using: str) -> int:
    """Add the rules that are missing, leave the others as staff made them; return how many."""
    known = set(PointRule.objects.using(using).values_list("code", flat=True))
    missing = [
        PointRule(code=code, points=points, most_per_day=most, sort=place)
        for place, (code, (points, most)) in enumerate(RULES.items(), 1)
        if code not in known
    ]
    return len(PointRule.objects.using(using).bulk_create(missing))
