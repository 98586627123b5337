"""Money in the CMS, to read: what a person has and earns, their imports, the rates."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from cms.personal import PersonalModelAdmin
from cms.site import Section, site
from finance.models import Entry, Import, Valuation
from finance.selectors import published
from numoraq.lib import formats
from numoraq.lib.money import Money


@admin.register(Entry, site=site)
class EntryAdmin(PersonalModelAdmin[Entry]):
    """What a person owns, owes, earns and spends."""

    section = Section.MONEY
    list_display = ("name", "category", "worth", "date", "is_recurring", "user")
    list_select_related = ("user",)
    ordering = ("-date", "-id")

    @admin.display(description=_("amount"), ordering="amount")
    def worth(self, entry: Entry) -> str:
        """Return the amount in the currency of the entry."""
        return formats.current().money(entry.money)


@admin.register(Valuation, site=site)
class ValuationAdmin(PersonalModelAdmin[Valuation]):
    """What balances were worth, by day."""

    section = Section.MONEY
    list_display = ("on", "entry", "worth", "source", "user")
    list_select_related = ("user", "entry")
    ordering = ("-on", "-id")

    @admin.display(description=_("amount"), ordering="amount")
    def worth(self, valuation: Valuation) -> str:
        """Return the amount in the currency of the entry."""
        return formats.current().money(Money(valuation.amount, valuation.entry.currency))


@admin.register(Import, site=site)
class ImportAdmin(PersonalModelAdmin[Import]):
    """Files on their way into entries, and what was wrong with them."""

    section = Section.MONEY
    list_display = ("file_name", "status", "rows_total", "rows_bad", "created_at", "user")
    list_select_related = ("user",)
    ordering = ("-created_at",)
    secret_fields = ("file_key",)


def rates(request: HttpRequest) -> HttpResponse:
    """Show the newest published rate of each currency: a table too large to leaf through."""
    context = {"title": _("Exchange rates"), "rates": published.newest()}
    return render(request, "cms/rates.html", {**site.each_context(request), **context})


site.register_page(
    path="rates/",
    name="rates",
    title=_("Exchange rates"),
    section=Section.MONEY,
    permission="finance.view_fxrate",
    view=rates,
)
