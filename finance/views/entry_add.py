"""Adding an entry: two taps on a phone."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from finance.errors import InvalidEntry
from finance.forms.balances import USUAL
from finance.forms.by_category import form_class
from finance.forms.entries import Around, EntryForm
from finance.forms.flows import ONCE
from finance.models import Entry
from finance.selectors import usage
from finance.services import quick_add
from finance.views import person, sheets
from finance.views.listing import WORDS
from finance.views.person import HtmxRequest, Person, signed_in
from numoraq.lib import formats
from numoraq.ui import toasts

TEMPLATE = "finance/entries/_add.html"
_USUAL_KINDS = {Entry.Category.ASSETS: "bank", Entry.Category.LIABILITIES: "loan"}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add(request: HtmxRequest) -> HttpResponse:
    """Show the quick form, and add what it says: once, however often it is sent."""
    who = person.of(request)
    category = _category(request)
    if request.method != "POST" or "switch" in request.POST:
        return _show(request, _blank(request, who, category), _key())
    form = _form(who, category, request.POST)
    key = _key(request.POST.get("key", ""))
    if form.is_valid():
        try:
            entry, is_new = quick_add.add(
                user=who.user, draft=form.draft(), today=who.today, key=str(key)
            )
        except InvalidEntry as error:
            form.add_errors(error.errors)
        else:
            return _added(request, who, entry, is_new)
    return _show(request, form, key, status=422)


def around(who: Person, category: str) -> Around:
    """Return what the forms of a category must know of a person."""
    is_flow = category in Entry.FLOWS
    return Around(
        today=who.today,
        currencies=usage.currencies(user=who.user),
        accounts=usage.accounts(user=who.user) if is_flow else (),
    )


def _category(request: HtmxRequest) -> str:
    wanted = (
        request.POST.get("switch") or request.POST.get("category") or request.GET.get("category")
    )
    return wanted if wanted in Entry.Category.values else Entry.Category.EXPENSES


def _key(text: str = "") -> UUID:
    """Return the key of a form, a new one where there is none that makes sense."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _form(who: Person, category: str, data: Any = None, **initial: Any) -> EntryForm:
    defaults = {
        "currency": who.currency,
        "date": who.today,
        "subcategory": _USUAL_KINDS.get(Entry.Category(category), "other"),
        "is_liquid": USUAL,
        "recurring_frequency": ONCE,
        "recurring_interval": 1,
    }
    form = form_class(category)(
        data, category=category, around=around(who, category), initial={**defaults, **initial}
    )
    form.fields["amount"].widget.attrs["autofocus"] = True
    return form


def _blank(request: HtmxRequest, who: Person, category: str) -> EntryForm:
    """Return a form to fill in; what was typed before the category was changed stays."""
    kept = ("amount", "currency", "name", "date", "description")
    typed = {name: request.POST[name] for name in kept if request.POST.get(name)}
    return _form(who, category, **typed)


def _added(request: HtmxRequest, who: Person, entry: Entry, is_new: bool) -> HttpResponse:
    amount = formats.current().money(entry.money)
    text = (
        _("%(name)s, %(amount)s added.") if is_new else _("%(name)s, %(amount)s is there already.")
    )
    text %= {"name": entry.name, "amount": amount}
    wants_another = "another" in request.POST
    if wants_another and request.htmx:
        form = _form(who, entry.category, currency=entry.currency, subcategory=entry.subcategory)
        response = _show(request, form, _key(), added=entry, added_text=text)
        response["HX-Trigger"] = "entries-changed"
        return response
    toasts.success(request, text, undo=reverse("entry-delete", args=[entry.pk]) if is_new else "")
    if wants_another:
        return sheets.leave(request, f"{reverse('entry-add')}?category={entry.category}")
    return sheets.leave(request, _list_with(request, entry))


def _list_with(request: HtmxRequest, entry: Entry) -> str:
    """Return where the form was opened; not the list of another category, though."""
    lists = {code: reverse("entries", args=[code]) for code in Entry.Category.values}
    own = lists.pop(entry.category)
    before = sheets.back(request, own)
    return own if urlsplit(before).path in lists.values() else before


def _show(
    request: HtmxRequest, form: EntryForm, key: UUID, *, status: int = 200, **extra: Any
) -> HttpResponse:
    context = {
        "form": form,
        "key": key,
        "category": form.category,
        "categories": Entry.Category.choices,
        "title": WORDS[Entry.Category(form.category)].add,
        **extra,
    }
    return sheets.show(request, TEMPLATE, context, status=status)
