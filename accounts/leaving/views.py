"""The pages of leaving: everything taken along, the account closed, or kept after all."""

from uuid import UUID

from django.contrib.auth import logout
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts.leaving import closing, exports, files, progress
from accounts.leaving.errors import AccountGone, ExportLimit, ExportUnderWay, StaffStay
from accounts.leaving.forms import DeleteForm
from accounts.middleware import PersonRequest
from accounts.models import Export
from accounts.views.guards import freshly_proven, signed_in, stepped_up
from numoraq.ui import toasts


@signed_in
@stepped_up
@require_http_methods(["GET", "HEAD", "POST"])
def everything(request: PersonRequest) -> HttpResponseBase:
    """List the archives of everything, and have one written."""
    if request.method == "POST":
        return _ask(request)
    found = exports.recent(user=request.user)
    now = timezone.now()
    context = {
        "exports": found,
        "at_work": next((e for e in found if e.status in Export.UNDER_WAY), None),
        "ready": [e for e in found if e.is_given_out(at=now)],
        "failed": bool(found) and found[0].status == Export.Status.FAILED,
        "most": exports.MOST,
    }
    return render(request, "accounts/leaving/everything.html", context)


@freshly_proven
def _ask(request: PersonRequest) -> HttpResponseBase:
    try:
        exports.ask(user=request.user, at=timezone.now())
    except ExportUnderWay:
        toasts.error(request, _("An archive is being written already."))
    except ExportLimit:
        toasts.error(request, _("That was the third archive within a day. Ask again tomorrow."))
    return redirect("settings-everything")


@signed_in
@stepped_up
@require_safe
def poll(request: PersonRequest, export_id: UUID) -> HttpResponse:
    """Return how far an archive has come; when it is written, the page shows it."""
    export = exports.find(user=request.user, export_id=export_id)
    if export is None:
        raise Http404
    if export.status not in Export.UNDER_WAY:
        return HttpResponseClientRedirect(reverse("settings-everything"))
    context = {"at_work": export, "done": progress.done(export_id)}
    return render(request, "accounts/leaving/_progress.html", context)


@signed_in
@stepped_up
@require_safe
def download(request: PersonRequest, export_id: UUID) -> HttpResponseBase:
    """Send an archive, streamed, as nothing but a file."""
    sent = archive(request, export_id)
    if sent is None:
        raise Http404
    return sent


def archive(request: PersonRequest, export_id: UUID) -> StreamingHttpResponse | None:
    """Return one of a person's archives as an answer, None once it is not given out any more."""
    export = exports.to_download(user=request.user, export_id=export_id, at=timezone.now())
    if export is None or not files.is_there(export.file_key):
        return None
    name = f"numoraq-everything-{export.asked_at:%Y-%m-%d}.zip"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(export.size),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    pieces = files.pieces(export.file_key)
    return StreamingHttpResponse(pieces, content_type="application/zip", headers=headers)


@never_cache
@signed_in
@stepped_up
@freshly_proven
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: PersonRequest) -> HttpResponseBase:
    """Say what goes, ask for the address, and close the account; it is signed out everywhere."""
    sent = request.POST if request.method == "POST" else None
    form = DeleteForm(sent, user=request.user)
    if not form.is_valid():
        return _delete_page(request, form, status=422 if form.is_bound else 200)
    try:
        closing.ask(user=request.user, at=timezone.now())
    except StaffStay:
        form.add_error(None, _("You run this site: have your rights of staff taken away first."))
        return _delete_page(request, form, status=422)
    is_demo = request.user.is_demo
    logout(request)
    toasts.success(
        request,
        _("The demo account is gone.")
        if is_demo
        else _("Your account is closed. We wrote you how to keep it after all."),
    )
    return redirect("account_login")


def _delete_page(request: PersonRequest, form: DeleteForm, *, status: int) -> HttpResponse:
    context = {"form": form, "days": closing.grace().days, "is_staff": request.user.is_staff}
    return render(request, "accounts/leaving/delete.html", context, status=status)


@never_cache
@signed_in
@stepped_up
@require_http_methods(["GET", "HEAD", "POST"])
def closed(request: PersonRequest) -> HttpResponseBase:
    """Say when the closed account will be deleted, and keep it after all."""
    if not request.user.is_closed:
        return redirect("settings-data")
    if request.method != "POST":
        context = {"due": request.user.deletion_due_at}
        return render(request, "accounts/leaving/closed.html", context)
    try:
        closing.keep(user=request.user)
    except AccountGone:
        logout(request)
        toasts.error(request, _("The account has just been deleted."))
        return redirect("account_login")
    toasts.success(
        request, _("Your account stays. Programs need new tokens: the old ones have ended.")
    )
    return redirect("dashboard")
