"""The third step: what becomes of rows that cannot be read or are there already."""

from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from finance.imports.parsing.layout import Layout
from finance.imports.parsing.mapping import Mapping
from finance.imports.parsing.vocabulary import LABELS, Field
from finance.imports.selectors import previews, rows
from finance.imports.services import applying, choices, dropping, undoing
from finance.imports.views import steps
from finance.models import Import, ImportRow
from finance.views import person, sheets
from finance.views.person import HtmxRequest
from numoraq.ui import toasts

_LONGEST = 2000  # characters of a cell


@require_POST
@steps.owned
def decide(request: HtmxRequest, pk: UUID) -> HttpResponse:
    """Keep duplicates or leave rows out; then import, if that button was pressed."""
    what, user = request.POST.get("do", ""), request.user
    if what == "leave-bad":
        choices.leave_bad_out(user=user, import_id=pk)
    elif what in {"keep-all", "keep-none"}:
        choices.keep_all(user=user, import_id=pk, are_kept=what == "keep-all")
    else:
        shown, kept = _lines(request.POST, "shown"), _lines(request.POST, "keep")
        choices.keep(user=user, import_id=pk, shown=shown, kept=kept)
    if what == "apply":
        applying.start(user=user, import_id=pk, at=timezone.now())
    if request.htmx.target == "outcome":
        found = steps.find(request, pk)
        preview = previews.preview(user=user, found=found)
        context = {"found": found, "preview": preview, "is_again": True}
        return render(request, "finance/imports/_outcome.html", context)
    return redirect("import", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@steps.owned
def mend(request: HtmxRequest, pk: UUID, line: int) -> HttpResponse:
    """Put the cells of a bad row right."""
    found = steps.find(request, pk)
    row = choices.bad_row(user=request.user, found=found, line=line)
    if request.method == "POST":
        cells = _typed(request.POST, row.cells, len(found.layout["columns"]))
        today = person.of(request).today
        row = choices.mend(user=request.user, import_id=pk, line=line, cells=cells, today=today)
        if not row.problems:
            text = _("Line %(line)s is in order now.") % {"line": line}
            toasts.success(request, text)
            # Back to the rows that still need somebody: another address, so that the page loads.
            return sheets.leave(request, f"{reverse('import', args=[pk])}?mended={line}#bad-rows")
    status = 422 if request.method == "POST" else 200
    is_sheet = request.htmx.target == "sheet-body"
    name = "finance/imports/_mend.html" if is_sheet else "finance/imports/mend.html"
    context = {**_mending(found, row), "is_sheet": is_sheet, "back": reverse("import", args=[pk])}
    return render(request, name, context, status=status)


@require_POST
@steps.owned
def undo(request: HtmxRequest, pk: UUID) -> HttpResponse:
    """Take an import back."""
    with_edited = request.POST.get("edited") == "too"
    undoing.start(user=request.user, import_id=pk, with_edited=with_edited)
    return redirect("import", pk)


@require_POST
@steps.owned
def drop(request: HtmxRequest, pk: UUID) -> HttpResponse:
    """Give an import up before anything was written."""
    dropping.drop(user=request.user, import_id=pk)
    toasts.success(request, _("The file is dropped; nothing was written."))
    return redirect("imports")


def _lines(posted: QueryDict, name: str) -> list[int]:
    return [int(text[:9]) for text in posted.getlist(name) if text.isascii() and text.isdigit()]


def _mending(found: Import, row: ImportRow) -> dict[str, object]:
    layout, mapping = Layout.from_json(found.layout), Mapping.from_json(found.mapping)
    wrong: dict[int | None, list[str]] = {}
    for problem in rows.problems_of(row):
        wrong.setdefault(problem.column, []).append(problem.text)
    cells = [
        {
            "at": at,
            "label": layout.columns[at] or LABELS[field],
            "text": row.cells[at] if at < len(row.cells) else "",
            "wrong": " ".join(wrong.get(at, [])),
        }
        for at, field in enumerate(mapping.fields)
        if field not in {Field.SKIP, Field.BALANCE}
    ]
    return {"found": found, "row": row, "cells": cells, "whole": wrong.get(None, [])}


def _typed(posted: QueryDict, before: list[str], width: int) -> list[str]:
    """Return the cells of a row as they were put right; those not shown stay as they were."""
    cells = [*before, *[""] * width][:width]
    typed = (posted.get(f"cell_{at}", cell) for at, cell in enumerate(cells))
    return [text.replace("\0", "")[:_LONGEST] for text in typed]
