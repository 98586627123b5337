"""A person's sign-ins, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from accounts.models import SignIn, User

RECENT = 10
ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Some sign-ins, the latest first; the next page begins after the row `next`, if any."""

    rows: Sequence[SignIn]
    next: UUID | None


def page(*, user: User, after: UUID | None = None, size: int = ON_A_PAGE) -> Page:
    """Return at most `size` sign-ins of a person, those before a row of theirs.

    A row that is not there, or is somebody else's, is the beginning of the list.
    """
    found = SignIn.objects.filter(user=user)
    last = found.filter(pk=after).first() if after else None
    if last:
        older = Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk)
        found = found.filter(older, at__lte=last.at)
    rows = list(found.order_by("-at", "-pk")[: size + 1])
    return Page(rows[:size], rows[size - 1].pk if rows[size:] else None)
