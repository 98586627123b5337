"""The entry a page is about, if it is the person's own."""

from uuid import UUID

from django.http import Http404

from finance.errors import EntryNotFound
from finance.models import Entry
from finance.services import entries
from finance.views.person import Person


def entry(who: Person, pk: UUID) -> Entry:
    """Return an entry of the person. Raises Http404: those of others do not exist."""
    try:
        return entries.get(user=who.user, entry_id=pk)
    except EntryNotFound as error:
        raise Http404 from error
