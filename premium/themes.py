"""Themes that tiers open; with premium they open so many tiers earlier."""

from datetime import datetime
from math import inf
from typing import Final

from django.utils.translation import gettext as _

from accounts.models import Profile, User
from gamification.models import PointBalance, Tier
from numoraq.lib import formats
from premium import limits
from premium.models import Feature

# Source: docs/premium.md.
OPENED_BY: Final[dict[str, str]] = {
    Profile.Palette.CYBERPUNK: Tier.Code.DONOR,
    Profile.Palette.MATRIX: Tier.Code.BACKER,
    Profile.Palette.GOLD_RUSH: Tier.Code.SUPPORTER,
    Profile.Palette.BLACK_HOLE: Tier.Code.CHAMPION,
    Profile.Palette.DARK_DITHER: Tier.Code.LEGEND,
    Profile.Palette.TERMINAL: Tier.Code.LEGEND,
}


def locked(*, user: User, at: datetime) -> dict[str, str]:
    """Return the themes that are not open to a person, each with what opens it, in words.

    Runs as them; `at` is aware UTC. The order of tiers is that of their thresholds.
    """
    tiers = {tier.code: tier for tier in Tier.objects.order_by("threshold")}
    places = {code: place for place, code in enumerate(tiers)}
    own = PointBalance.objects.filter(user=user).values_list("current_tier", flat=True).first()
    reached = places.get(own or Tier.Code.NEWCOMER, -1)
    if any(places.get(code, inf) > reached for code in OPENED_BY.values()):
        reached += _earlier(user, at)
    return {
        palette: _words(tiers.get(code))
        for palette, code in OPENED_BY.items()
        if places.get(code, inf) > reached
    }


def _earlier(user: User, at: datetime) -> int:
    """Return by how many tiers themes come early; none where the limits were not loaded."""
    try:
        early = limits.limit(user=user, feature=Feature.Code.EARLY_THEMES, at=at)
    except Feature.DoesNotExist:
        return 0
    return len(Tier.Code) if early is None else early


def _words(tier: Tier | None) -> str:
    if tier is None:  # the tiers were not loaded
        return _("not open for now")
    told = {"tier": str(tier), "points": formats.current().number(tier.threshold)}
    return _("from %(tier)s on, %(points)s points; earlier with premium") % told
