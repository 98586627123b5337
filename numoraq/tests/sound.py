"""What every answer must be like, whoever gets it and on whichever host."""

import re

from numoraq.tests.visitors import Visit
from numoraq.ui.tests.pages import parse


def fails_well(visit: Visit) -> bool:
    """Return whether an answer is none of our mistakes."""
    return visit.status < 500


def is_for_nobody_else(visit: Visit) -> bool:
    """Return whether no cache may keep an answer for the next person at the computer."""
    kept = visit.answer.headers.get("Cache-Control", "")
    is_file = "public" in kept or visit.place.name in {"ui-service-worker", "ui-favicon"}
    return is_file or "private" in kept or "no-store" in kept


def has_a_strict_policy(visit: Visit) -> bool:
    """Return whether the browser is told to run nothing but what is ours."""
    policy = visit.answer.headers.get("Content-Security-Policy", "")
    own = "default-src 'self'" in policy and "object-src 'none'" in policy
    return own and "unsafe" not in policy and "*" not in policy


def is_a_whole_page(visit: Visit) -> bool:
    """Return whether a page says its language, its title and one heading of the first order."""
    if not visit.is_page or visit.status not in {200, 403, 404, 410, 422}:
        return True
    text = visit.text
    if not text.lstrip().lower().startswith("<!doctype html>"):  # a part of a page, fetched by it
        return visit.place.name in {
            "import-progress",
            "settings-everything-progress",
        }
    page = parse(re.sub(r"<!doctype html>", "", text, flags=re.IGNORECASE))
    titles = [" ".join((title.text or "").split()) for title in page.iter("title")]
    language = next(page.iter("html")).get("lang")
    return bool(titles and titles[0] and language) and len(list(page.iter("h1"))) == 1


def everything(visit: Visit) -> bool:
    """Return whether an answer is sound in every way."""
    checks = (fails_well, has_a_strict_policy, is_a_whole_page)
    return all(check(visit) for check in checks)
