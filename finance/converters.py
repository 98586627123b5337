"""What may stand in the addresses of this app."""

from finance.models import Entry


class CategoryConverter:
    """A category of entries."""

    regex = "|".join(Entry.Category.values)

    def to_python(self, value: str) -> str:
        """Return the category as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """Return the category as it stands in the address."""
        return str(value)
