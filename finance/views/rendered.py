"""The inner pages of the dashboard, rendered once for each state of a person's figures."""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from redis import RedisError

from accounts.models import Profile
from finance.dashboard import spans
from finance.dashboard.page import Dashboard
from finance.dashboard.spans import Span
from finance.selectors import dashboard, dashboard_rows
from finance.selectors.dashboard_rows import Stamp

logger = logging.getLogger(__name__)
_KEPT_FOR = 60 * 60 * 26  # seconds: a day, and the hours by which zones differ
_TEMPLATES = settings.BASE_DIR / "templates" / "finance" / "dashboard"


@dataclass(frozen=True, slots=True)
class Parts:
    """The two parts of the page inside its frame: the face, and the modules below."""

    face: SafeString
    modules: SafeString


def parts(*, profile: Profile, today: date, span: Span) -> Parts:
    """Return the page of a person, from the cache as long as nothing it shows has changed.

    `today` is the person's. The key names the person, the version of their figures and of the
    rates, and everything else the words depend on. A cache that is away costs time, not pages.
    """
    stamp = dashboard_rows.stamp(user=profile.user, currency=profile.default_currency)
    keys = _keys(profile, stamp, today, span)
    found = _from_cache(keys)
    if len(found) < len(keys):
        page = dashboard.read(
            user=profile.user, currency=profile.default_currency, today=today, span=span
        )
        found = dict(zip(keys, _rendered(page, span, profile), strict=True))
        _to_cache(found)
    face, modules = (mark_safe(found[key]) for key in keys)  # noqa: S308 our own templates
    return Parts(face, modules)


def _rendered(page: Dashboard, span: Span, profile: Profile) -> list[str]:
    left_out = page.face.left_out
    context = {
        "page": page,
        "span": span,
        "spans": spans.ALL,
        "left_out_count": sum(item.entries for item in left_out),
        "left_out_codes": ", ".join(item.currency for item in left_out),
        "offers_sample": settings.DEMO_ENABLED and not profile.sample_persona,
    }
    return [
        render_to_string(f"finance/dashboard/{name}.html", context) for name in ("face", "modules")
    ]


def _keys(profile: Profile, stamp: Stamp, today: date, span: Span) -> Sequence[str]:
    """Return the keys of face and modules; only the face depends on the range.

    The person stands in the key itself; what else the words depend on is hashed.
    """
    depends_on = (
        *(stamp.data, stamp.rates, today, get_language(), profile.default_currency),
        *(profile.date_format, profile.number_format, profile.sample_persona, _edition()),
    )
    digest = hashlib.sha256(repr(depends_on).encode()).hexdigest()
    shared = f"dashboard:{profile.pk}:{digest}"
    return f"{shared}:face:{span.key}", f"{shared}:modules"


@lru_cache(maxsize=1)
def _edition() -> str:
    """Return a name of the templates as they are, so that a new release renders anew."""
    digest = hashlib.sha256()
    for path in sorted(_TEMPLATES.glob("*.html")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _from_cache(keys: Sequence[str]) -> Mapping[str, str]:
    try:
        return cache.get_many(keys)
    except (RedisError, OSError):
        logger.warning("The cache is away; the dashboard is rendered without it.")
        return {}


def _to_cache(found: Mapping[str, str]) -> None:
    try:
        cache.set_many(dict(found), timeout=_KEPT_FOR)
    except (RedisError, OSError):
        logger.warning("The cache is away; the dashboard is not kept.")
