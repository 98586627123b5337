"""How a page is shown to one reader: from the profile when signed in, else from cookies.

The app that owns profiles connects itself:

    preferences.register_writer(save_theme)              # in AppConfig.ready()
    with preferences.applied(request, Preferences(...)): # in its middleware
        return get_response(request)
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation

from numoraq.lib import formats

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "theme"
PALETTE = "default"  # the colours of base.css; the others are in themes.css
AMOUNTS_COOKIE = "amounts"  # "hidden" while the privacy switch is on
SHORTCUTS_COOKIE = "shortcuts"  # "off" for those who type with single keys
COOKIE_AGE = 60 * 60 * 24 * 365  # seconds

Writer = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Preferences:
    """One reader's choices. Empty language or zone: as the request says."""

    theme: str = "auto"
    palette: str = PALETTE
    language: str = ""
    timezone: str = ""
    date_format: str = "auto"
    number_format: str = "auto"
    has_shortcuts: bool = True


@contextmanager
def applied(request: HttpRequest, chosen: Preferences) -> Iterator[None]:
    """Show the site by these choices inside the block, whatever happens in it."""
    _attach(request, chosen)
    before = translation.get_language()
    if chosen.language in dict(settings.LANGUAGES):
        translation.activate(chosen.language)
        request.LANGUAGE_CODE = chosen.language
    numbers = formats.using(date_format=chosen.date_format, number_format=chosen.number_format)
    try:
        with timezone.override(_zone(chosen.timezone)), numbers:
            yield
    finally:
        translation.activate(before or settings.LANGUAGE_CODE)


def of(request: HttpRequest) -> Preferences:
    """Return the choices behind a request."""
    chosen = getattr(request, "preferences", None)
    return chosen if isinstance(chosen, Preferences) else _from_cookies(request)


def register_writer(writer: Writer) -> None:
    """Let an app save a signed-in person's choice: `writer(user=..., theme=...)`."""
    _writers.append(writer)


def save(request: HttpRequest, **chosen: Any) -> None:
    """Hand a signed-in person's choice to the app that owns profiles."""
    for writer in _writers:
        writer(user=request.user, **chosen)


_writers: list[Writer] = []


def _attach(request: HttpRequest, chosen: Preferences) -> None:
    request.preferences = chosen  # type: ignore[attr-defined]


def _zone(name: str) -> ZoneInfo | None:
    """Return a time zone; one that is no longer known reads as the site's own."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def _from_cookies(request: HttpRequest) -> Preferences:
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    keys = request.COOKIES.get(SHORTCUTS_COOKIE) != "off"
    return Preferences(theme=theme if theme in THEMES else "auto", has_shortcuts=keys)
