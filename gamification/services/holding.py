"""One writer of a person's points at a time, and in which role it writes."""

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from uuid import UUID

from gamification.models import PointBalance
from numoraq.rls import advisory
from numoraq.rls.identity import as_login_role, current

_ROW = "points"
_READS_ONLY = frozenset({"nq_user", "none"})


def as_writer() -> AbstractContextManager[None]:
    """Run a block in a role that may write points.

    What a person does on a page is written by the login role: no SQL of the page's own gives
    points. Staff and jobs stay who they are.
    """
    return as_login_role() if current().role in _READS_ONLY else nullcontext()


def hold(*, person_id: UUID) -> PointBalance:
    """Return the points of a person, locked until the transaction ends; made when missing.

    Taken before anything else is read or written about the points of that person.
    """
    found = PointBalance.objects.select_for_update().filter(user_id=person_id)
    held = found.first()
    if held is None:
        advisory.hold(_ROW, of=[person_id])
        PointBalance.objects.bulk_create([PointBalance(user_id=person_id)], ignore_conflicts=True)
        held = found.get()
    return held


def hold_all(*, user_ids: Iterable[UUID]) -> None:
    """Lock the points of people who are about to be deleted.

    Who waits to make the row of somebody is waited for: there is none yet to be locked.
    """
    wanted = list(user_ids)
    advisory.hold(_ROW, of=wanted)
    held = PointBalance.objects.filter(user_id__in=wanted).order_by("user_id")
    list(held.select_for_update().values_list("pk", flat=True))
