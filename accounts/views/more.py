"""The page that lists every place the dock has no room for."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from accounts.views.guards import signed_in
from numoraq.ui import nav


@dataclass(frozen=True, slots=True)
class Place:
    """A page and what it is for."""

    icon: str
    label: Promise
    text: Promise
    url_name: str

    @property
    def url(self) -> str:
        """Return the address, or nothing where this installation has no such page."""
        return nav.find(self.url_name)


MONEY = (
    Place("up", _("Import"), _("A file of your bank, checked before it counts"), "imports"),
    Place("down", _("Export"), _("Everything of yours, as CSV or JSON"), "export"),
    Place("swap", _("Exchange rates"), _("What they are, of which day; and your own"), "rates"),
    Place("star", _("Premium"), _("What you have of it, and what it lifts"), "premium"),
)
YOU = (
    Place("person", _("Profile"), _("Name, currency, language, clock, looks"), "settings-profile"),
    Place("lock", _("Security"), _("Password, e-mail, other browsers"), "settings-security"),
    Place("file", _("Your data"), _("Take it along, throw samples away"), "settings-data"),
)


@signed_in
@require_safe
def more(request: HttpRequest) -> HttpResponse:
    """Show the list."""
    groups = [(_("Your money"), _known(MONEY)), (pgettext_lazy("heading", "You"), _known(YOU))]
    return render(request, "accounts/more.html", {"groups": groups})


def _known(places: tuple[Place, ...]) -> list[Place]:
    return [place for place in places if place.url]
