"""The page of exports, and the files."""

from collections.abc import Iterator
from typing import cast

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.views.guards import stepped_up
from finance.exports import selection, writers
from finance.exports.forms import ExportForm
from finance.exports.selection import Selection
from finance.selectors import entries
from finance.views import person
from finance.views.person import HtmxRequest, signed_in

TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@require_safe
@signed_in
def page(request: HtmxRequest) -> HttpResponse:
    """Offer one's own entries as a file."""
    return _page(request, ExportForm())


@require_safe
@signed_in
@stepped_up
def download(request: HtmxRequest, suffix: str) -> HttpResponse:
    """Send the entries that were chosen as a file, streamed."""
    form = ExportForm(request.GET)
    if not form.is_valid():
        return _page(request, form, status=422)
    who = person.of(request)
    name = f"numoraq-entries-{who.today.isoformat()}.{suffix}"
    has_mark = form.cleaned_data["excel"]
    sent = file(user=who.user, chosen=form.selection(), name=name, has_mark=has_mark)
    return cast("HttpResponse", sent)


def file(*, user: User, chosen: Selection, name: str, has_mark: bool = False) -> HttpResponseBase:
    """Return a file of entries, in the format of its name, made while it is sent."""
    suffix = name.rpartition(".")[2]
    items = selection.items(user=user, selection=chosen)
    rates = selection.rates(user=user, selection=chosen)
    pieces: Iterator[bytes] = (
        writers.json_text(items, rates, at=timezone.now())
        if suffix == "json"
        else writers.csv_text(items, rates, has_mark=has_mark)
    )
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return StreamingHttpResponse(pieces, content_type=TYPES[suffix], headers=headers)


def _page(request: HtmxRequest, form: ExportForm, *, status: int = 200) -> HttpResponse:
    counts = entries.counts(user=request.user)
    context = {"form": form, "total": sum(counts.values())}
    return render(request, "finance/exports/page.html", context, status=status)
