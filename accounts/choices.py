"""What a profile may be set to: languages, currencies, time zones."""

from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.utils.translation import get_language, get_language_info

from accounts.models import Profile
from numoraq.lib import formats

AREAS = frozenset(
    {
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
)

type Group = tuple[str, list[tuple[str, str]]]


def languages() -> list[tuple[str, str]]:
    """Return the languages of the site, each by its own name."""
    return [(code, _own_name(code)) for code, _name in settings.LANGUAGES]


@lru_cache
def timezones() -> tuple[Group, ...]:
    """Return the zones of the world by continent, "UTC" before them."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(available_timezones()):
        area, _slash, place = name.partition("/")
        if area in AREAS and place:
            groups.setdefault(area, []).append((name, place.replace("_", " ")))
    return (("UTC", [("UTC", "UTC")]), *groups.items())


def date_formats(on: date) -> list[tuple[str, str]]:
    """Return the forms of dates, each as the day `on` looks in the active language."""
    language = get_language() or settings.LANGUAGE_CODE
    return [(str(form), _written(on, language, str(form))) for form in Profile.DateFormat]


def _written(on: date, language: str, form: str) -> str:
    written = formats.writer(language, date_format=form).day(on)
    if form == Profile.DateFormat.AUTO:
        return f"{Profile.DateFormat.AUTO.label} ({written})"
    return written


def codes(offered: list[Any]) -> set[str]:
    """Return the codes of a list of choices, those within its groups among them."""
    found: set[str] = set()
    for code, label in offered:
        found |= codes(label) if isinstance(label, list) else {code}
    return found


def is_timezone(name: str) -> bool:
    """Return whether a zone of that name exists."""
    return name in available_timezones()


def _own_name(code: str) -> str:
    name: str = get_language_info(code)["name_local"]
    return name[:1].upper() + name[1:]
