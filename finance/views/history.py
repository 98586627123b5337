"""The history of an entry: every dated value or occurrence, to look at, correct and remove."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from finance.errors import InvalidEntry, LastValuation
from finance.forms.history import EventForm
from finance.models import Entry
from finance.selectors import history, places
from finance.selectors.history import Event
from finance.services import occurrences, undo, valuations
from finance.views import owned, person, sheets
from finance.views.person import HtmxRequest, Person, signed_in
from numoraq.lib import formats
from numoraq.lib.money import Money
from numoraq.ui import toasts

TEMPLATE = "finance/entries/_event.html"


@require_safe
@signed_in
def history_page(request: HtmxRequest, pk: UUID) -> HttpResponse:
    """Show the line of a balance over time, and the days it is made of."""
    who = person.of(request)
    entry = owned.entry(who, pk)
    place = places.read(after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {
        "entry": entry,
        "today": who.today,
        "window": history.page(entry=entry, place=place),
        "line": history.line(entry=entry, today=who.today),
    }
    return render(request, "finance/entries/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add_value(request: HtmxRequest, pk: UUID) -> HttpResponse:
    """Add what a balance was worth on a day."""
    who = person.of(request)
    entry = owned.entry(who, pk, is_changing=request.method == "POST")
    if not entry.is_balance:
        raise Http404
    return _edit(request, who, entry, None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def event(request: HtmxRequest, pk: UUID, event_id: UUID) -> HttpResponse:
    """Correct one value or occurrence."""
    who = person.of(request)
    entry = owned.entry(who, pk, is_changing=request.method == "POST")
    return _edit(request, who, entry, _event(entry, event_id))


@require_POST
@signed_in
def remove(request: HtmxRequest, pk: UUID, event_id: UUID) -> HttpResponse:
    """Remove one value or occurrence; the message offers to take it back."""
    who = person.of(request)
    entry = owned.entry(who, pk, is_changing=True)
    found = _event(entry, event_id)
    before = undo.look_at_days(user=who.user, entry=entry, days=[found.on])
    try:
        if entry.is_balance:
            valuations.remove(user=who.user, valuation_id=found.pk)
        else:
            occurrences.remove(user=who.user, occurrence_id=found.pk)
    except LastValuation:
        toasts.error(request, _("This is its only value. Delete the entry instead."))
    else:
        token = undo.remember(user=who.user, before=before)
        text = _("%(day)s removed.") % {"day": formats.current().day(found.on)}
        toasts.success(request, text, undo=_undo_url(entry, token))
    return _back(request, entry)


def _event(entry: Entry, event_id: UUID) -> Event:
    found: Event | None = history.of(entry).filter(pk=event_id).first()
    if found is None:
        raise Http404
    return found


def _edit(request: HtmxRequest, who: Person, entry: Entry, found: Event | None) -> HttpResponse:
    initial = {"amount": found.amount, "on": found.on} if found else {"on": who.today}
    data = request.POST if request.method == "POST" else None
    form = EventForm(data, entry=entry, today=who.today, initial=initial)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                return _saved(request, who, entry, found, form.cleaned_data)
            except InvalidEntry as error:
                form.add_errors(error.errors)
    context = {"form": form, "entry": entry, "title": entry.name, "event": found}
    return sheets.show(request, TEMPLATE, context, status=status)


def _saved(
    request: HtmxRequest, who: Person, entry: Entry, found: Event | None, typed: dict[str, Any]
) -> HttpResponse:
    on = typed.get("on") or (found.on if found else who.today)
    days = {on, found.on} if found else {on}
    before = undo.look_at_days(user=who.user, entry=entry, days=days)
    amount = typed["amount"]
    if not entry.is_balance and found:
        occurrences.change(user=who.user, occurrence_id=found.pk, amount=amount)
    else:
        valuations.put(user=who.user, entry_id=entry.pk, on=on, amount=amount, today=who.today)
        if found and found.on != on:
            valuations.remove(user=who.user, valuation_id=found.pk)
    token = undo.remember(user=who.user, before=before)
    write = formats.current()
    text = _("%(day)s: %(amount)s.") % {
        "day": write.day(on),
        "amount": write.money(Money(amount, entry.currency)),
    }
    toasts.success(request, text, undo=_undo_url(entry, token))
    return _back(request, entry)


def _back(request: HtmxRequest, entry: Entry) -> HttpResponse:
    return sheets.leave(request, sheets.back(request, reverse("entry-history", args=[entry.pk])))


def _undo_url(entry: Entry, token: str) -> str:
    return reverse("entry-undo", args=[entry.pk, token]) if token else ""
