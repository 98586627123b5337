"""The doors of the CMS: sign-in, sign-out, and the first administrator's."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.utils import complete_signup, get_next_redirect_url
from allauth.account.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cms import access
from cms.forms import FirstAdministratorForm, StaffLoginForm
from cms.services import first_administrator
from cms.services.first_administrator import LinkRefused
from cms.site import site
from numoraq.rls.identity import as_login_role


class _StaffLoginView(LoginView):  # type: ignore[misc]
    template_name = "cms/login.html"

    def get_form_class(self) -> type[StaffLoginForm]:
        return StaffLoginForm

    def get_success_url(self) -> str:
        return get_next_redirect_url(self.request) or reverse("admin:index")


_login = _StaffLoginView.as_view()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign staff in; a person without their rights is told so and can sign out again."""
    if site.has_permission(request):
        return HttpResponseRedirect(get_next_redirect_url(request) or reverse("admin:index"))
    if request.user.is_authenticated and request.user.is_staff and access.way_up(request):
        return HttpResponseRedirect(access.way_up(request))
    if request.user.is_authenticated:
        return render(request, "cms/refused.html", status=403)
    response: HttpResponse = _login(request)
    return response.render() if hasattr(response, "render") else response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session on this host."""
    get_adapter().logout(request)
    return HttpResponseRedirect(reverse("admin:login"))


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def come_in(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first administrator, and sign them in."""
    at = timezone.now()
    try:
        # Whoever is signed in already: the link speaks for itself.
        with as_login_role():
            first_administrator.check(token=token, at=at)
            form = FirstAdministratorForm(request.POST or None)
            if not form.is_valid():
                return render(request, "cms/first_administrator.html", {"form": form})
            person = first_administrator.come_in(token=token, at=at, **form.cleaned_data)
    except LinkRefused:
        return render(request, "cms/link_refused.html", status=410)
    with as_login_role():
        response: Any = complete_signup(
            request, person, email_verification="none", success_url=reverse("admin:index")
        )
    return HttpResponseRedirect(response.url)


@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """Ask search engines to stay away."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")
