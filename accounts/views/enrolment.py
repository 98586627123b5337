"""Pages that add and remove phones and mailboxes as second factors."""

from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts import addresses, allauth_compat, sms
from accounts.forms.codes import MailboxForm, PhoneForm, SentCodeForm
from accounts.middleware import PersonRequest
from accounts.models import Factor
from accounts.services import challenges, enrolment, factors
from accounts.views import sending
from accounts.views.guards import freshly_proven
from numoraq.ui import toasts

NEW: Final = "mfa_new"  # in Django's session: the challenge of the factor that is being added


@freshly_proven
@require_http_methods(["GET", "HEAD", "POST"])
def add_phone(request: PersonRequest) -> HttpResponse:
    """Ask for a number, and send a code there."""
    if not sms.is_available():
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = PhoneForm(sent)
    return _added(request, form, Factor.Type.PHONE, "mfa/phone_add.html")


@freshly_proven
@require_http_methods(["GET", "HEAD", "POST"])
def add_email(request: PersonRequest) -> HttpResponse:
    """Ask for an address, and send a code there."""
    sent = request.POST if request.method == "POST" else None
    form = MailboxForm(sent, initial={"address": request.user.email})
    return _added(request, form, Factor.Type.EMAIL, "mfa/email_add.html")


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: PersonRequest) -> HttpResponse:
    """Take the code that was sent to a new phone or mailbox."""
    user = request.user
    challenge = challenges.find(user=user, challenge_id=request.session.get(NEW))
    if challenge is None:
        return redirect("mfa_index")
    form = SentCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        at, sent = timezone.now(), form.cleaned_data["code"]
        try:
            factor = enrolment.confirm(user=user, challenge_id=challenge.pk, code=sent, at=at)
        except challenges.CodeRefused as refusal:
            form.add_error("code", sending.told(refusal, at=at))
        else:
            return _proven(request, factor)
    shown = {"form": form, "factor": enrolment.unproven(user=user, factor_id=challenge.factor_id)}
    return render(request, "mfa/confirm.html", shown, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: PersonRequest, factor_id: UUID) -> HttpResponseBase:
    """Ask whether a phone or a mailbox is to go, and remove it."""
    factor = enrolment.find(user=request.user, factor_id=factor_id)
    if factor is None:
        raise Http404
    return _remove(request, factor)


@freshly_proven
def _remove(request: PersonRequest, factor: Factor) -> HttpResponse:
    if request.method != "POST":
        return render(request, "mfa/remove.html", {"factor": factor})
    enrolment.remove(user=request.user, factor=factor, at=timezone.now())
    toasts.success(request, _("Removed: no more codes are sent there"))
    return redirect("mfa_index")


def _added(request: PersonRequest, form: Form, kind: Factor.Type, template: str) -> HttpResponse:
    if form.is_valid():
        fingerprint = addresses.fingerprint(form.cleaned_data["address"])
        if not sending.is_allowed(request, user=request.user, fingerprint=fingerprint):
            return allauth_compat.too_many(request)
        if _begun(request, form, kind):
            return redirect("mfa_confirm_factor")
    return render(request, template, {"form": form}, status=422 if form.is_bound else 200)


def _begun(request: PersonRequest, form: Form, kind: Factor.Type) -> bool:
    at = timezone.now()
    values: dict[str, Any] = form.cleaned_data
    try:
        challenge = enrolment.begin(user=request.user, kind=kind, at=at, **values)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    except challenges.CooldownPending as pending:
        wait = sending.seconds(pending.until, at)
        text = ngettext(
            "A code was sent there just now. The next one can be sent in %(count)s second.",
            "A code was sent there just now. The next one can be sent in %(count)s seconds.",
            wait,
        )
        form.add_error(None, text % {"count": wait})
        return False
    request.session[NEW] = str(challenge.pk)
    return True


def _proven(request: PersonRequest, factor: Factor) -> HttpResponse:
    del request.session[NEW]
    user = request.user
    allauth_compat.record_code(
        request, user=user, kind=factor.type, factor=str(factor.uuid), is_new=True
    )
    factors.end_unproven(user=user)
    toasts.success(request, _("Added. Every browser that had not proven a factor is signed out."))
    return redirect("mfa_index")
