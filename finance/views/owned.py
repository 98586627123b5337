"""The entry a page is about, if it is the person's own."""

from uuid import UUID

from django.http import Http404

from finance.errors import EntryNotFound
from finance.models import Entry
from finance.services import entries, locks
from finance.views.person import Person


def entry(who: Person, pk: UUID, *, is_changing: bool = False) -> Entry:
    """Return an entry of the person. Raises Http404: those of others do not exist.

    To be changed, it is read when nobody else is changing anything of the person's any more.
    """
    if is_changing:
        locks.hold(user=who.user)
    try:
        return entries.get(user=who.user, entry_id=pk)
    except EntryNotFound as error:
        raise Http404 from error
