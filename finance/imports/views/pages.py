"""Where an import begins, and where it is."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from finance.imports import files, progress
from finance.imports.forms.columns import ColumnsForm
from finance.imports.forms.files import UploadForm
from finance.imports.parsing import problems
from finance.imports.parsing.formats import Formats
from finance.imports.parsing.layout import Layout
from finance.imports.parsing.mapping import Mapping
from finance.imports.parsing.problems import BadFile
from finance.imports.selectors import columns, lists, previews, rows
from finance.imports.services import checks, undoing, uploads
from finance.imports.views import outcome, steps
from finance.models import Import
from finance.views import person
from finance.views.person import HtmxRequest, signed_in

Status = Import.Status
_DIGITS = 18  # of the key of a row


@csrf_exempt  # the token is looked for below, once the body is known to be small enough to read
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def home(request: HtmxRequest) -> HttpResponse:
    """Take a file, and list the imports so far."""
    try:
        files.refuse_too_long(request.headers.get("Content-Length", ""))
    except BadFile as bad:
        return _page(request, UploadForm(), str(bad), status=413)
    return _home(request)


@csrf_protect
def _home(request: HtmxRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, " ".join(map(str, form.errors["file"])), status=422)
    try:
        found = uploads.begin(user=request.user, file=form.cleaned_data["file"])
    except BadFile as bad:
        return _page(request, form, str(bad), status=422)
    mapping = Mapping.from_json(found.mapping)
    is_own = Layout.from_json(found.layout).is_own
    if is_own or (found.summary["is_remembered"] and not mapping.faults):
        today = person.of(request).today
        checks.start(user=request.user, import_id=found.pk, mapping=mapping, today=today)
    return redirect("import", found.pk)


def _page(
    request: HtmxRequest, form: UploadForm, problem: str = "", *, status: int = 200
) -> HttpResponse:
    history = lists.history(user=request.user, before=request.GET.get("before", ""))
    context = {"form": form, "problem": problem, "history": history, "steps": steps.at(0)}
    return render(request, "finance/imports/home.html", context, status=status)


@require_safe
@steps.owned
def show(request: HtmxRequest, pk: UUID) -> HttpResponse:
    """Show an import where it is: waiting for its columns, at work, checked, done."""
    found = steps.find(request, pk)
    if found.status == Status.UPLOADED:
        return redirect("import-columns", pk)
    if found.status in steps.RUNNING:
        return render(request, "finance/imports/running.html", _running(found))
    if found.status == Status.CHECKED:
        return _preview(request, found)
    return _done(request, found)


@require_safe
@steps.owned
def poll(request: HtmxRequest, pk: UUID) -> HttpResponse:
    """Return how far a job has come; when it is over, the page goes on."""
    found = steps.find(request, pk)
    if found.status not in steps.RUNNING:
        return HttpResponseClientRedirect(reverse("import", args=[pk]))
    return render(request, "finance/imports/_progress.html", _running(found))


def _running(found: Import) -> dict[str, object]:
    """Return how far a job has come, in rows. Undoing is one statement: nobody knows."""
    most = Layout.from_json(found.layout).lines
    if found.status == Status.APPLYING:
        most = max(int(found.summary.get("good", 0)), 1)
    done = progress.done(found.pk) if found.status != Status.UNDOING else None
    at = 1 if found.status == Status.CHECKING else 2
    return {"found": found, "most": most, "done": done, "steps": steps.at(at + 1)}


def _preview(request: HtmxRequest, found: Import) -> HttpResponse:
    user, mapping = request.user, Mapping.from_json(found.mapping)
    layout = Layout.from_json(found.layout)
    form = None
    if not layout.is_own:
        words = columns.words(user=user, found=found, mapping=mapping)
        chosen = Formats(found.summary["order"], found.summary["style"])
        form = ColumnsForm(layout=layout, mapping=mapping, words=words, chosen=chosen)
    preview = previews.preview(user=user, found=found)
    context = {
        "found": found,
        "preview": preview,
        "tape": outcome.tape(preview),
        "bad": rows.bad(user=user, found=found, after=_after(request, "bad")),
        "duplicates": rows.duplicates(user=user, found=found, after=_after(request, "same")),
        "form": form,
        "steps": steps.at(2),
    }
    return render(request, "finance/imports/check.html", context)


def _after(request: HtmxRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text[:_DIGITS]) if text.isdigit() and text.isascii() else 0


def _done(request: HtmxRequest, found: Import) -> HttpResponse:
    context = {
        "found": found,
        "problem": problems.text(**found.problem) if found.problem else "",
        "is_own": Layout.from_json(found.layout).is_own,
        "edited": undoing.edited(found).count() if found.status == Status.APPLIED else 0,
        "steps": steps.at(4 if found.status == Status.APPLIED else 3),
    }
    name = "failed" if found.status == Status.FAILED else "done"
    return render(request, f"finance/imports/{name}.html", context)
