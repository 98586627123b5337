"""The limits, as pages show them."""

from dataclasses import dataclass

from django.utils.translation import pgettext

from numoraq.lib import formats
from premium.models import Feature

_SWITCHES = frozenset({Feature.Code.WITHOUT_BANNERS})


@dataclass(frozen=True, slots=True)
class Row:
    """A feature: what everybody has, and what premium has, as text."""

    name: str
    free: str
    premium: str


def rows() -> list[Row]:
    """Return the limits in their order."""
    return [
        Row(str(one), _shown(one, one.free_limit), _shown(one, one.premium_limit))
        for one in Feature.objects.all()
    ]


def _shown(feature: Feature, limit: int | None) -> str:
    if limit is None:
        return pgettext("limit", "no limit")
    if feature.code in _SWITCHES:
        return pgettext("limit", "yes") if limit else pgettext("limit", "no")
    return formats.current().number(limit) if limit else pgettext("limit", "none")
