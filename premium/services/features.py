"""Loads the limits. They are data, changed in the CMS."""

from typing import Final

from premium.models import Feature

# Limit for everybody, limit with premium (None: none).
LIMITS: Final[dict[str, tuple[int, int | None]]] = {
    Feature.Code.PROJECTION_MONTHS: (12, 600),
    Feature.Code.SIMULATIONS: (0, 1_000),
    Feature.Code.WALLETS: (2, 50),
    Feature.Code.WALLET_REFRESHES: (1, 24),
    Feature.Code.FILE_MEGABYTES: (100, 5_000),
    Feature.Code.WITHOUT_BANNERS: (0, 1),
    Feature.Code.EARLY_THEMES: (0, 1),
}


def load(using: str) -> int:
    """Add the limits that are missing, leave the others as staff made them; return how many."""
    known = set(Feature.objects.using(using).values_list("code", flat=True))
    missing = [
        Feature(code=code, free_limit=free, premium_limit=premium, sort=place)
        for place, (code, (free, premium)) in enumerate(LIMITS.items(), 1)
        if code not in known
    ]
    return len(Feature.objects.using(using).bulk_create(missing))
