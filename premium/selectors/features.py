"""The limits, as pages show them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from numoraq.lib import formats
from premium.models import Feature

_SWITCHES = frozenset({Feature.Code.WITHOUT_BANNERS})


@dataclass(frozen=True, slots=True)
class Row:
    """A feature, and in words what premium makes of it."""

    name: str
    words: str


def rows() -> list[Row]:
    """Return the limits in their order."""
    return [Row(str(one), _words(one)) for one in Feature.objects.all()]


def _words(feature: Feature) -> str:
    premium = _shown(feature, feature.premium_limit)
    if feature.code in _SWITCHES:
        return premium
    free = _shown(feature, feature.free_limit)
    return _("%(premium)s instead of %(free)s") % {"premium": premium, "free": free}


def _shown(feature: Feature, limit: int | None) -> str:
    if limit is None:
        return pgettext("limit", "no limit")
    if feature.code in _SWITCHES:
        return pgettext("limit", "yes") if limit else pgettext("limit", "no")
    return formats.current().number(limit) if limit else pgettext("limit", "none")
