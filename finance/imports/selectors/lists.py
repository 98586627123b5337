"""Imports of a person, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_datetime

from accounts.models import User
from finance.models import Import

SIZE = 12


@dataclass(frozen=True, slots=True)
class Page:
    """Some imports, and where the next ones begin."""

    imports: Sequence[Import]
    older: str


def history(*, user: User, before: str = "") -> Page:
    """Return a person's imports, newest first; `before` is `older` of the page before."""
    own = Import.objects.filter(user=user)
    moment = _moment(before)
    if moment:
        own = own.filter(created_at__lt=moment)
    found = list(own.order_by("-created_at")[: SIZE + 1])
    older = found[SIZE - 1].created_at.isoformat() if len(found) > SIZE else ""
    return Page(found[:SIZE], older)


def _moment(text: str) -> datetime | None:
    """Return an aware moment, or None for what is none."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo else None
