"""Figures for those who are not signed in: the personas', computed as everybody's are."""

import logging
from collections.abc import Callable
from datetime import date

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from redis import RedisError

from finance.dashboard import face, months, page, spans
from finance.dashboard.base import Base
from finance.dashboard.page import Dashboard
from finance.demo import personas, rates, sums
from finance.demo.personas import Persona
from finance.selectors.rates import freshness

logger = logging.getLogger(__name__)
_KEPT_FOR = 60 * 60  # seconds
_SHOWN = "employee"

type Parts = dict[str, str]


def landing(*, today: date) -> dict[str, SafeString]:
    """Return the parts of the first page that show figures: `hero` and `modules`."""
    return _kept(f"landing:{get_language()}:{today}", lambda: _landing(today))


def previews(*, today: date) -> dict[str, SafeString]:
    """Return a small picture of each persona, by its key."""
    return _kept(f"personas:{get_language()}:{today}", lambda: _previews(today))


def figures(persona: Persona, *, on: date) -> Dashboard:
    """Return the dashboard of a persona on a day. Two queries."""
    known = rates.monthly(currencies=persona.plan.currencies(), on=on)
    story = persona.story(on=on, rates=known)
    starts = months.starts(on)
    shown = spans.days(spans.DEFAULT, today=on, first=story.balances[0].values[0][0])
    compared = face.compared_days(today=on, first_month=starts[0])
    found = sums.of(story, days=sorted({*shown, *compared}), first_month=starts[0])
    days = {*shown, *compared, *(months.rate_day(start, today=on) for start in starts)}
    table = rates.table(currencies=found.currencies(), days=days)
    return page.figures(found, Base(persona.currency, on, table), days=shown)


def _landing(today: date) -> Parts:
    persona = personas.find(key=_SHOWN)
    context = {
        "page": figures(persona, on=_told_on(today)),
        "persona": persona,
        "span": spans.DEFAULT,
    }
    return {
        name: render_to_string(f"finance/landing/{name}.html", context)
        for name in ("hero", "modules")
    }


def _previews(today: date) -> Parts:
    return {
        persona.key: render_to_string(
            "finance/demo/_preview.html", {"page": figures(persona, on=_told_on(today))}
        )
        for persona in personas.ALL
    }


def _told_on(today: date) -> date:
    """Return the day of the newest published rates: without a network they grow old."""
    return min(today, freshness() or today)


def _kept(key: str, render: Callable[[], Parts]) -> dict[str, SafeString]:
    """Return what is in the cache, or render it and keep it; without a cache, just render it."""
    found: Parts | None
    try:
        found = cache.get_or_set(key, render, timeout=_KEPT_FOR)
    except (RedisError, OSError):
        logger.warning("The cache is away; sample figures are computed again.")
        found = None
    parts = render() if found is None else found
    return {name: mark_safe(text) for name, text in parts.items()}  # noqa: S308 our own templates
