"""What a browser tells about somebody new: language, currency, time zone. All of it editable."""

from datetime import date
from zoneinfo import available_timezones

from babel.core import get_global
from babel.numbers import get_territory_currencies
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header

DEFAULT_CURRENCY = "USD"
DEFAULT_TIMEZONE = "UTC"


def language() -> str:
    """Return the language the visitor is reading in."""
    return get_language() or "en"


def timezone(name: str) -> str:
    """Return an IANA zone the browser names, or UTC when there is no such zone."""
    return name if name in available_timezones() else DEFAULT_TIMEZONE


def currency(*, request: HttpRequest, on: date) -> str:
    """Return the currency that is legal tender, on a day, where the browser's language is from.

    "pt-PT" says it outright; "de" alone is taken for the country with most speakers.
    """
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    tags = [tag for tag, _quality in accepted if tag != "*"]
    for territory in [*filter(None, map(_region, tags)), *filter(None, map(_likely_region, tags))]:
        found = get_territory_currencies(territory, start_date=on)
        if found:
            return str(found[0])
    return DEFAULT_CURRENCY


def _region(tag: str) -> str:
    *_parents, last = tag.split("-")
    return last.upper() if "-" in tag and len(last) == 2 else ""


def _likely_region(tag: str) -> str:
    likely: str = get_global("likely_subtags").get(tag.partition("-")[0], "")
    return likely.rpartition("_")[2]
