"""Signing in by a link from a mail."""

from allauth.account.utils import perform_login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import allauth_compat
from accounts.forms.one_time import LinkForm
from accounts.models import User
from accounts.services import magic_links
from accounts.views.guards import home


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for an address and mail a link to it; the answer is the same for every address."""
    sent = request.POST if request.method == "POST" else None
    form = LinkForm(sent)
    if not form.is_valid():
        return render(request, "account/magic_link.html", {"form": form})
    address = form.cleaned_data["email"]
    if not allauth_compat.may(request, "magic_link", key=address):
        return allauth_compat.too_many(request)
    magic_links.request(address=address, at=timezone.now())
    return redirect("magic-link-sent")


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say where to look for the link, if there is one."""
    return render(request, "account/magic_link_sent.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest, key: str) -> HttpResponse:
    """Show a button that signs in; what only looks at links, as mail scanners do, spends none."""
    if request.method == "POST" and not allauth_compat.may(request, "magic_link_open"):
        return allauth_compat.too_many(request)
    at = timezone.now()
    user = magic_links.spend(key=key, at=at) if request.method == "POST" else None
    if user is not None:
        return _sign_in(request, user)
    if request.method == "POST" or not magic_links.opens(key=key, at=at):
        return render(request, "account/magic_link_spent.html", {"form": LinkForm()}, status=410)
    return render(request, "account/magic_link_open.html")


def _sign_in(request: HttpRequest, user: User) -> HttpResponse:
    if request.user.is_authenticated:
        if request.user.pk == user.pk:
            return redirect(home(request))
        logout(request)
    allauth_compat.note_method(request, user=user, method="magiclink", email=user.email)
    response: HttpResponse = perform_login(request, user, email=user.email)
    return response
