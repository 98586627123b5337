"""What a personal access token may do: reading or writing, by area of the API."""

from collections.abc import Iterator, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# An area is what a view of the API calls its `area`. A view without one takes no such token.
AREAS: Final[dict[str, str | Promise]] = {
    "entries": _("Entries, values and figures"),
    "rates": _("Exchange rates"),
    "imports": _("Imports of files"),
    "exports": _("Exports"),
    "premium": _("Premium, payments and codes"),
    "rewards": _("Points and check-ins"),
    "account": _("Profile and preferences"),
}
READ_ONLY: Final = frozenset({"exports"})


def flat_choices() -> list[tuple[str, str]]:
    """Return the scopes there are, each with what it allows."""
    return [(scope, f"{label}: {act}") for scope, label, act in _scopes()]


def names() -> list[str]:
    """Return every scope there is."""
    return [scope for scope, _label, _act in _scopes()]


def labels(granted: Sequence[str]) -> list[str]:
    """Return what some scopes allow, in the order of the areas."""
    return [label for scope, label in flat_choices() if scope in granted]


def _scopes() -> Iterator[tuple[str, str | Promise, str | Promise]]:
    for area, label in AREAS.items():
        yield f"{area}:read", label, _("read")
        if area not in READ_ONLY:
            yield f"{area}:write", label, _("read and change")
