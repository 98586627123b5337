"""Bad rows that the person put right on the page."""

from uuid import UUID

from accounts.models import User
from finance.imports import records
from finance.models import ImportRow

_FIELDS = ("category", "subcategory", "name", "amount", "currency", "on", "description")


def rows(*, user: User, import_id: UUID) -> list[str]:
    """Return the mended rows of an import in the form of COPY."""
    found = ImportRow.objects.filter(
        user=user,
        import_file=import_id,
        is_duplicate=False,
        problems__isnull=True,
        is_skipped=False,
    )
    return [
        records.written(row.line, [str(getattr(row, field)) for field in _FIELDS])
        for row in found.order_by("line")
    ]
