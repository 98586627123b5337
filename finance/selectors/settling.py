"""The account that a flow is paid from or into, whatever has become of it."""

from django.utils.translation import gettext as _

from finance.models import Entry


def account(*, entry: Entry) -> tuple[str, str] | None:
    """Return (id, name) of the account of a flow; one that was deleted says so. One query."""
    if entry.settles_in is None:
        return None
    found = Entry.objects.filter(user=entry.user_id, pk=entry.settles_in).first()
    if found is None:
        return None
    is_gone = found.deleted_at is not None
    return str(found.pk), _("%(name)s (deleted)") % {"name": found.name} if is_gone else found.name
