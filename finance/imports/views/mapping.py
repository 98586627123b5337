"""The second step: what the columns become."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods, require_POST

from finance.imports.errors import ImportElsewhere
from finance.imports.forms.columns import ColumnsForm
from finance.imports.forms.files import ReadingForm
from finance.imports.parsing.layout import Layout
from finance.imports.parsing.mapping import Mapping
from finance.imports.parsing.problems import BadFile
from finance.imports.selectors import columns as selected
from finance.imports.services import checks, holding, uploads
from finance.imports.views import steps
from finance.models import Import
from finance.views import person
from finance.views.person import HtmxRequest


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the page shows: a file, what is chosen for it, and how it is read."""

    found: Import
    form: ColumnsForm
    mapping: Mapping
    reading: ReadingForm | None = None


@require_http_methods(["GET", "HEAD", "POST"])
@steps.owned
def columns(request: HtmxRequest, pk: UUID) -> HttpResponse:
    """Show the columns with a guess for each, and check the file by what is chosen."""
    found = _changeable(request, pk)
    form = _form(request, found)
    stored = Mapping.from_json(found.mapping)
    if request.method != "POST":
        return _page(request, _Columns(found, form, stored))
    if not form.is_valid():
        return _page(request, _Columns(found, form, stored), status=422)
    mapping = _with_words(request, found, form.mapping())
    if request.htmx.target == "samples":
        name = "finance/imports/_samples.html"
        return _page(request, _Columns(found, form, mapping), name=name)
    if mapping.faults:
        form.add_faults(mapping.faults)
        return _page(request, _Columns(found, form, mapping), status=422)
    today = person.of(request).today
    checks.start(user=request.user, import_id=pk, mapping=mapping, today=today)
    return redirect("import", pk)


@require_POST
@steps.owned
def reading(request: HtmxRequest, pk: UUID) -> HttpResponse:
    """Read the file with another encoding, delimiter, quotation mark or headings."""
    found = _changeable(request, pk)
    form = ReadingForm(request.POST)
    if form.is_valid():
        layout = form.layout(Layout.from_json(found.layout))
        try:
            uploads.read_differently(user=request.user, import_id=pk, layout=layout)
        except BadFile as bad:
            form.add_error(None, str(bad))
    if form.is_valid():
        return redirect("import-columns", pk)
    mapping = Mapping.from_json(found.mapping)
    shown = _Columns(found, _form(request, found, is_bound=False), mapping, form)
    return _page(request, shown, status=422)


def _changeable(request: HtmxRequest, pk: UUID) -> Import:
    found = steps.find(request, pk)
    if found.status not in holding.CHANGEABLE or Layout.from_json(found.layout).is_own:
        raise ImportElsewhere(found.status)
    return found


def _form(request: HtmxRequest, found: Import, *, is_bound: bool = True) -> ColumnsForm:
    layout, mapping = Layout.from_json(found.layout), Mapping.from_json(found.mapping)
    data = request.POST if request.method == "POST" and is_bound else None
    words = selected.words(user=request.user, found=found, mapping=mapping)
    return ColumnsForm(data, layout=layout, mapping=mapping, words=words)


def _with_words(request: HtmxRequest, found: Import, mapping: Mapping) -> Mapping:
    """Return the mapping with the words of its type column, which may be another one now."""
    words = selected.words(user=request.user, found=found, mapping=mapping)
    return replace(mapping, kinds={**words, **{w: c for w, c in mapping.kinds.items() if c}})


def _page(
    request: HtmxRequest,
    shown: _Columns,
    *,
    name: str = "finance/imports/columns.html",
    status: int = 200,
) -> HttpResponse:
    found, user, today = shown.found, request.user, person.of(request).today
    layout = Layout.from_json(found.layout)
    initial = {field: getattr(layout, field) for field in ReadingForm.base_fields}
    context = {
        "found": found,
        "layout": layout,
        "form": shown.form,
        "reading": shown.reading or ReadingForm(initial=initial),
        "samples": selected.samples(user=user, found=found, mapping=shown.mapping, today=today),
        "steps": steps.at(1),
    }
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
