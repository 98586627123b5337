"""The dashboard as text: rendered once for each state of a person's figures, then kept."""

import hashlib
import logging
from collections.abc import Hashable
from datetime import date
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import get_language
from redis import RedisError

from accounts.models import Profile
from finance.dashboard import spans
from finance.dashboard.spans import Span
from finance.selectors import dashboard, dashboard_rows
from finance.views.person import HtmxRequest
from numoraq.lib import release
from numoraq.ui import holes
from numoraq.ui.holes import Kept

logger = logging.getLogger(__name__)
_KEPT_FOR = 60 * 60 * 26  # seconds: a day, and the hours by which zones differ


def page(request: HtmxRequest, *, today: date, span: Span) -> str:
    """Return the whole page, from the cache as long as nothing it shows has changed.

    `today` is the person's. A cache that is away costs time, not pages.
    """
    template = "finance/dashboard/page.html"
    if holes.has_toasts(request):
        return render_to_string(template, _context(request.profile, today, span), request)
    key = _key(request.profile, today, span, "page", holes.frame(request), request.user.is_demo)
    kept: Kept | None = _from_cache(key)
    if kept is None:
        kept = holes.render(request, template, _context(request.profile, today, span))
        _to_cache(key, kept)
    return holes.fill(request, Kept(*kept))


def face(request: HtmxRequest, *, today: date, span: Span) -> str:
    """Return the face alone, for another range."""
    key = _key(request.profile, today, span, "face")
    text: str | None = _from_cache(key)
    if text is None:
        context = _context(request.profile, today, span)
        text = render_to_string("finance/dashboard/face.html", context)
        _to_cache(key, text)
    return text


@transaction.atomic
def _context(profile: Profile, today: date, span: Span) -> dict[str, Any]:
    figures = dashboard.read(
        user=profile.user, currency=profile.default_currency, today=today, span=span
    )
    left_out = figures.face.left_out
    return {
        "page": figures,
        "span": span,
        "spans": spans.ALL,
        "left_out_count": sum(item.entries for item in left_out),
        "left_out_codes": ", ".join(item.currency for item in left_out),
        "offers_sample": settings.DEMO_ENABLED and not profile.sample_persona,
        "has_sample": bool(profile.sample_persona),
        "is_invited": profile.onboarded_at is None,
    }


def _key(profile: Profile, today: date, span: Span, *facts: Hashable) -> str:
    """Return the key of what one person sees: their id, and a digest of all it depends on.

    A release renders anew, as it may count anew. The stamp is read before the figures are, so
    what is kept is never older than its key says.
    """
    stamp = dashboard_rows.stamp(user=profile.user)
    depends_on = (
        *(stamp.data, stamp.rates, today, span.key, get_language(), release.name(), *facts),
        *(profile.default_currency, profile.date_format, profile.number_format),
        *(profile.sample_persona, profile.onboarded_at is None, settings.DEMO_ENABLED),
        *(settings.FX_MAX_AGE_DAYS, settings.FX_STALE_AFTER_DAYS),
    )
    digest = hashlib.sha256(repr(depends_on).encode()).hexdigest()
    return f"dashboard:{profile.pk}:{digest}"


def _from_cache(key: str) -> Any:
    try:
        return cache.get(key)
    except (RedisError, OSError):
        logger.warning("The cache is away; the dashboard is rendered without it.")
        return None


def _to_cache(key: str, found: Kept | str) -> None:
    try:
        cache.set(key, tuple(found) if isinstance(found, Kept) else found, timeout=_KEPT_FOR)
    except (RedisError, OSError):
        logger.warning("The cache is away; the dashboard is not kept.")
