"""Changing an entry: its value today, what it is called, what it repeats."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from finance import rules
from finance.errors import InvalidEntry
from finance.forms import snapshots
from finance.forms.by_category import form_class
from finance.forms.entries import Around, EntryForm
from finance.forms.flows import ONCE
from finance.models import Entry
from finance.selectors import entries as entry_rows
from finance.selectors import history, settling, standing
from finance.services import entries, occurrences, undo
from finance.services.entries import Past
from finance.views import owned, person, sheets
from finance.views.entry_add import around
from finance.views.person import HtmxRequest, Person, signed_in
from numoraq.lib import formats
from numoraq.lib.money import Money
from numoraq.ui import toasts

TEMPLATE = "finance/entries/_edit.html"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HtmxRequest, pk: UUID) -> HttpResponse:
    """Show an entry with its history, and save what is changed.

    A form that was opened before somebody else's change is not saved over it: it comes back
    with what changed meanwhile, and with everything that was typed.
    """
    who = person.of(request)
    entry = owned.entry(who, pk, is_changing=request.method == "POST")
    if request.method != "POST":
        return _show(request, who, entry, _form(who, entry))
    form = _form(who, entry, request.POST)
    meanwhile = snapshots.changes(entry, seen=request.POST.get("seen", ""))
    if not form.is_valid() or meanwhile:
        return _show(request, who, entry, form, meanwhile=meanwhile, status=422)
    changes = _changes(entry, form, who)
    rewrites = request.POST.get("past") == Past.REWRITE
    before = undo.look(
        user=who.user, entry=entry, changes=changes, today=who.today, rewrites=rewrites
    )
    try:
        saved = entries.update(
            user=who.user,
            entry_id=pk,
            changes=changes,
            today=who.today,
            past=Past.REWRITE if rewrites else Past.KEEP,
        )
    except InvalidEntry as error:
        form.add_errors(error.errors)
        return _show(request, who, entry, form, status=422)
    token = undo.remember(user=who.user, before=before) if changes else ""
    return _saved(request, saved, _words(saved, changes, rewrites=rewrites), token)


def _form(who: Person, entry: Entry, data: Any = None) -> EntryForm:
    draft = rules.draft_of(entry)
    initial = {field: getattr(draft, field) for field in rules.FIELDS}
    initial["subcategory"] = entry.subcategory or "other"
    initial["is_liquid"] = "yes" if entry.is_liquid else "no"
    initial["recurring_frequency"] = entry.recurring_frequency or ONCE
    if entry.is_balance:
        initial["date"] = who.today
    return form_class(entry.category)(
        data, category=entry.category, around=_around(who, entry), initial=initial
    )


def _around(who: Person, entry: Entry) -> Around:
    """Return what the form must know; the account it has is offered whatever became of it."""
    known = around(who, entry.category)
    if entry.settles_in is None or str(entry.settles_in) in dict(known.accounts):
        return known
    own = settling.account(entry=entry)
    return replace(known, accounts=[*known.accounts, own]) if own else known


def _changes(entry: Entry, form: EntryForm, who: Person) -> dict[str, Any]:
    """Return the fields that are other than before; a value only if it, or its day, was set."""
    before, values = rules.draft_of(entry), form.values()
    changes = {field: new for field, new in values.items() if new != getattr(before, field)}
    if values["subcategory"] == "other" and not before.subcategory:
        changes.pop("subcategory", None)
    if not entry.is_balance:
        return changes
    if "amount" in changes or values["date"] not in {who.today, before.date}:
        return changes | {"amount": values["amount"], "date": values["date"]}
    changes.pop("date", None)
    return changes


def _saved(request: HtmxRequest, entry: Entry, text: str, token: str) -> HttpResponse:
    undo_url = reverse("entry-undo", args=[entry.pk, token]) if token else ""
    toasts.success(request, text, undo=undo_url)
    return sheets.leave(request, sheets.back(request, reverse("entries", args=[entry.category])))


def _words(entry: Entry, changes: Mapping[str, Any], *, rewrites: bool) -> str:
    """Return what to say of a change, and of what it left alone in the past."""
    if not changes:
        return _("Nothing was changed.")
    text = _now(entry, changes)
    is_of_the_past = rewrites and {"amount", *entries.RULE} & set(changes)
    left = occurrences.corrected(entry=entry) if is_of_the_past else 0
    if not left:
        return text
    kept = ngettext(
        "What was corrected by hand stays as it is.",
        "The %(count)s that were corrected by hand stay as they are.",
        left,
    )
    return f"{text} {kept % {'count': left}}"


def _now(entry: Entry, changes: Mapping[str, Any]) -> str:
    write = formats.current()
    if "amount" not in changes:
        return _("%(name)s saved.") % {"name": entry.name}
    on, money = changes.get("date", entry.date), Money(changes["amount"], entry.currency)
    if entry.is_balance and on < entry.date:
        words = _("%(name)s was %(amount)s on %(day)s.")
    else:
        words = _("%(name)s is now %(amount)s.")
    return words % {"name": entry.name, "amount": write.money(money), "day": write.day(on)}


def _show(
    request: HtmxRequest,
    who: Person,
    entry: Entry,
    form: EntryForm,
    *,
    status: int = 200,
    meanwhile: Any = (),
) -> HttpResponse:
    (row,) = entry_rows.rows([entry], user=who.user, currency=who.currency, today=who.today)
    context = {
        "form": form,
        "entry": entry,
        "title": entry.name,
        "row": row,
        "currency": who.currency,
        "today": who.today,
        "category": entry.category,
        "meanwhile": meanwhile,
        "seen": snapshots.take(entry),
        "line": history.line(entry=entry, today=who.today) if entry.is_balance else (),
        "past": history.latest(entry=entry, before=who.today),
        "rhythm": standing.every(entry) if entry.is_recurring else "",
        "next_on": standing.next_on(entry),
        "rewrites": request.POST.get("past") == Past.REWRITE,
    }
    return sheets.show(request, TEMPLATE, context, status=status)
