"""Pages of payments: buying, coming back, and changing what renews by itself."""

import logging
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import mailing
from accounts.middleware import PersonRequest
from accounts.models import User
from accounts.views.guards import freshly_proven, not_for_demo, signed_in, stepped_up
from numoraq.rls.identity import as_login_role
from numoraq.ui import toasts
from premium import gateway
from premium.models import Payment
from premium.paying.forms import ChangeForm, OrderForm
from premium.selectors.payments import payments_context
from premium.services import changing, checkout, settling
from premium.services.checkout import Pages, Unsellable
from premium.trouble import Trouble

_log = logging.getLogger(__name__)


@signed_in
@require_safe
def payments(request: PersonRequest) -> HttpResponse:
    """Show what somebody paid, what renews by itself, and what can be bought."""
    context = payments_context(request.user, timezone.now())
    return render(request, "premium/payments.html", context)


@signed_in
@not_for_demo
@transaction.non_atomic_requests
@require_POST
def buy(request: PersonRequest) -> HttpResponse:
    """Send somebody to the page on which they pay."""
    form = OrderForm(request.POST)
    if not form.is_valid():
        toasts.error(request, " ".join(str(m) for found in form.errors.values() for m in found))
        return redirect("payments")
    try:
        payment = checkout.begin(
            user=request.user, order=form.order(), pages=pages(), at=timezone.now()
        )
    except (Unsellable, Trouble) as error:
        _refused(request, error)
    else:
        return redirect(payment.checkout_url)
    return redirect("payments")


@signed_in
@transaction.non_atomic_requests
@require_safe
def done(request: PersonRequest, payment_id: UUID) -> HttpResponse:
    """Show how a payment stands, and have it compared with Stripe. Nothing is given for coming."""
    payment = _own(request, payment_id)
    at = timezone.now()
    try:
        # Loaded again and again, the page asks Stripe only now and then.
        if payment.is_open and not payment.is_fresh(at=at):
            with as_login_role():
                settling.settle(payment_id=payment.pk, at=at, waits=False)
            payment.refresh_from_db()
    except Trouble as trouble:
        _log.warning("payment %s is shown as last known: %s", payment.pk, trouble.cause)
    return render(request, "premium/payment.html", {"payment": payment, "was_left": False})


@signed_in
@require_safe
def left(request: PersonRequest, payment_id: UUID) -> HttpResponse:
    """Show whom Stripe sent back without paying that the page is still there."""
    payment = _own(request, payment_id)
    return render(request, "premium/payment.html", {"payment": payment, "was_left": True})


@signed_in
@transaction.non_atomic_requests
@require_POST
def cancel(request: PersonRequest, payment_id: UUID) -> HttpResponse:
    """Close the page of a payment on which nobody has paid."""
    payment = _own(request, payment_id)
    try:
        with as_login_role():
            after = checkout.cancel(payment_id=payment.pk, at=timezone.now())
    except Trouble as trouble:
        _refused(request, trouble)
        return redirect("payment-done", payment_id=payment_id)
    if after is not None and after.status == Payment.State.CANCELLED:
        toasts.success(request, _("The payment was cancelled. Nothing was charged."))
        return redirect("payments")
    return redirect("payment-done", payment_id=payment_id)


@signed_in
@not_for_demo
@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PersonRequest) -> HttpResponse:
    """Switch renewing off or on, or change the plan; before that, show what it would mean."""
    is_asking = request.method != "POST"
    form = ChangeForm({"do": "switch", **request.GET.dict()} if is_asking else request.POST)
    if not form.is_valid():
        raise Http404
    plan = form.cleaned_data["plan"]
    try:
        if is_asking:
            preview = changing.preview(user=request.user, plan=plan)
            return render(request, "premium/change.html", {"preview": preview})
        told = changing.change(
            user=request.user, do=form.cleaned_data["do"], plan=plan, at=timezone.now()
        )
    except (Unsellable, Trouble) as error:
        _refused(request, error)
    else:
        toasts.success(request, told)
    return redirect("payments")


@signed_in
@not_for_demo
@stepped_up
@freshly_proven
@transaction.non_atomic_requests
@require_POST
def portal(request: PersonRequest) -> HttpResponse:
    """Send somebody to Stripe's page on which they change their card."""
    try:
        return redirect(portal_url(request.user))
    except (Unsellable, Trouble) as error:
        _refused(request, error)
    return redirect("payments")


def portal_url(user: User) -> str:
    """Return where somebody changes their card. Raises Unsellable, Trouble."""
    customer = changing.customer_of(user)
    opened = gateway.open_portal(customer_id=customer, return_url=mailing.link(reverse("payments")))
    return str(opened["url"])


def pages() -> Pages:
    """Return where Stripe sends people back to."""
    nobody = UUID(int=0)
    success, cancel_ = (
        mailing.link(reverse(name, args=[nobody])).replace(str(nobody), "{payment}")
        for name in ("payment-done", "payment-left")
    )
    return Pages(success=success, cancel=cancel_)


def _own(request: PersonRequest, payment_id: UUID) -> Payment:
    found = Payment.objects.filter(user=request.user, pk=payment_id).first()
    if found is None:
        raise Http404
    return found


def _refused(request: PersonRequest, error: Exception) -> None:
    if isinstance(error, Trouble):
        _log.warning("asking Stripe for %s failed: %s", request.user.pk, error.cause)
    toasts.error(request, str(error))
