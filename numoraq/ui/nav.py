"""The dock: the few places one goes to. What a URL configuration lacks is left out."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the dock; it is the current one for URL names with one of its prefixes."""

    label: Promise
    icon: str
    url_name: str
    prefixes: tuple[str, ...]
    key: str = ""  # the keys that lead there, see app.js
    args: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A place as one page shows it."""

    label: str
    icon: str
    url: str
    key: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A link at the head of public pages."""

    label: str
    url: str


PLACES = (
    Place(_("Today"), "dash", "dashboard", ("dashboard", "welcome"), "g t"),
    Place(_("Entries"), "list", "entries", ("entries", "entry", "rate"), "g e", ("assets",)),
    Place(_("Import"), "up", "imports", ("import", "export"), "g i"),
    Place(_("More"), "more", "more", ("more", "settings", "account", "mfa", "premium", "pricing")),
)


def items(*, url_name: str) -> list[Item]:
    """Return the dock for the page with this URL name."""
    return [
        Item(str(place.label), place.icon, url, place.key, url_name.startswith(place.prefixes))
        for place in PLACES
        if (url := find(place.url_name, *place.args))
    ]


def site_links() -> list[Link]:
    """Return the links of public pages."""
    wanted = ((_("Price"), "pricing"), (_("Demo"), "demo"))
    return [Link(str(label), url) for label, name in wanted if (url := find(name))]


def find(url_name: str, *args: str) -> str:
    """Return a URL, or nothing where the URL configuration lacks it."""
    try:
        return reverse(url_name, args=args)
    except NoReverseMatch:
        return ""
