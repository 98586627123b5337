"""The lists of entries, and deleting and bringing back."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from finance.errors import EntryNotFound, FinanceError
from finance.forms.filters import FilterForm
from finance.models import Entry
from finance.selectors import deleted, places
from finance.selectors import entries as entry_rows
from finance.services import entries, undo
from finance.views import listing, owned, person, sheets
from finance.views.person import HtmxRequest, signed_in
from numoraq.lib import formats
from numoraq.ui import toasts


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the first list."""
    return redirect("entries", Entry.Category.ASSETS)


@require_safe
@signed_in
def category(request: HtmxRequest, category: str) -> HttpResponse:
    """Show the entries of a category, narrowed by what the address says."""
    who = person.of(request)
    filters = FilterForm(request.GET, category=category)
    place = places.read(after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = listing.context(person=who, category=category, filters=filters, place=place)
    counts = entry_rows.counts(user=who.user)
    tabs = [(code, label, counts[code]) for code, label in Entry.Category.choices]
    response = render(request, "finance/entries/list.html", {**context, "tabs": tabs})
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@signed_in
def deleted_ones(request: HtmxRequest) -> HttpResponse:
    """Show what was deleted lately."""
    found = deleted.entries(user=request.user, at=timezone.now())
    context = {"entries": found, "days": deleted.KEPT.days}
    return render(request, "finance/entries/deleted.html", context)


@require_POST
@signed_in
def delete(request: HtmxRequest, pk: UUID) -> HttpResponse:
    """Delete an entry; the message offers to take it back."""
    try:
        entry = entries.delete(user=request.user, entry_id=pk, at=timezone.now())
    except EntryNotFound as error:
        raise Http404 from error
    text = _("%(name)s deleted.") % {"name": entry.name}
    toasts.success(request, text, undo=reverse("entry-restore", args=[pk]))
    return sheets.leave(request, _list(request, entry))


@require_POST
@signed_in
def restore(request: HtmxRequest, pk: UUID) -> HttpResponse:
    """Bring a deleted entry back, exactly as it was."""
    who = person.of(request)
    try:
        entry = entries.restore(user=who.user, entry_id=pk, today=who.today)
    except EntryNotFound as error:
        raise Http404 from error
    toasts.success(request, _("%(name)s is back.") % {"name": entry.name})
    return HttpResponseRedirect(_list(request, entry))


@require_POST
@signed_in
def take_back(request: HtmxRequest, pk: UUID, token: str) -> HttpResponse:
    """Take back the last change of an entry."""
    who = person.of(request)
    owned.entry(who, pk)
    try:
        entry = undo.apply(user=who.user, entry_id=pk, token=token)
    except FinanceError:
        toasts.error(request, _("This change cannot be taken back any more."))
        return redirect("entry-edit", pk)
    amount = formats.current().money(entry.money)
    text = _("%(name)s is %(amount)s again.") % {"name": entry.name, "amount": amount}
    toasts.success(request, text)
    return HttpResponseRedirect(_list(request, entry))


def _list(request: HtmxRequest, entry: Entry) -> str:
    """Return where the person was, unless that was the page of the entry itself."""
    own = reverse("entries", args=[entry.category])
    before = sheets.back(request, own)
    return own if str(entry.pk) in before else before
