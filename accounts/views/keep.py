"""A demo account becomes a real one."""

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import allauth_compat
from accounts.forms.keep import KeepForm
from accounts.middleware import PersonRequest
from accounts.services import demo, people, sessions
from accounts.views.guards import signed_in


@sensitive_post_parameters("password1")
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: PersonRequest) -> HttpResponse:
    """Ask for an address and a password; the account is kept once the address is proven.

    The password is stored at once. It opens nothing: the account has no address yet.
    """
    if not request.user.is_demo:
        return redirect("settings-security")
    if request.method == "POST" and not allauth_compat.may(request, "signup"):
        return allauth_compat.too_many(request)
    sent = request.POST if request.method == "POST" else None
    is_changed = demo.is_changed(user=request.user)
    form = KeepForm(sent, user=request.user, is_changed=is_changed)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "accounts/keep.html", {"form": form}, status=status)
    password, email = form.cleaned_data["password1"], form.cleaned_data["email"]
    people.set_password(
        user=request.user,
        password=password,
        at=timezone.now(),
        keep=sessions.id_in(request),
    )
    update_session_auth_hash(request, request.user)
    allauth_compat.note_method(request, user=request.user, method="password", reauthenticated=True)
    request.session[demo.DROPS_DATA] = form.drops_data
    allauth_compat.send_code(request, user=request.user, email=email)
    query = urlencode({"next": reverse("dashboard")})
    return redirect(f"{reverse('account_email_verification_sent')}?{query}")
