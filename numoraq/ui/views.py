"""The switches of the frame, and the small files browsers ask for."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from numoraq.lib import release
from numoraq.ui import preferences

PRIVATE_PATHS = (
    *(
        "/_allauth/",
        "/accounts/",
        "/api/",
        "/dashboard/",
        "/demo/keep/",
        "/entries/",
        "/export/",
        "/import/",
    ),
    *("/more/", "/premium/", "/rates/", "/settings/", "/welcome/"),
)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme: in the profile when signed in, and in a cookie for before."""
    chosen = request.POST.get("theme", "")
    if chosen not in preferences.THEMES:
        return HttpResponse(_("There is no such theme."), status=400)
    if request.user.is_authenticated:
        preferences.save(request, theme=chosen)
    return _back(request, preferences.THEME_COOKIE, chosen)


@require_POST
def amounts(request: HttpRequest) -> HttpResponse:
    """Hide or show amounts on this device."""
    is_hidden = request.POST.get("amounts") == "hidden"
    return _back(request, preferences.AMOUNTS_COOKIE, "hidden" if is_hidden else "shown")


@require_POST
def shortcuts(request: HttpRequest) -> HttpResponse:
    """Turn single keys off or on: for the person when signed in, and on this device."""
    is_on = request.POST.get("shortcuts") != "off"
    if request.user.is_authenticated:
        preferences.save(request, shortcuts_enabled=is_on)
    return _back(request, preferences.SHORTCUTS_COOKIE, "on" if is_on else "off")


@require_GET
@cache_control(max_age=86400, public=True)
def manifest(request: HttpRequest) -> JsonResponse:
    """Return what a phone needs to keep the app on its home screen."""
    icons = [
        {"src": static("img/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": static("img/icon-180.png"), "sizes": "180x180", "type": "image/png"},
        {"src": static("img/icon-512.png"), "sizes": "512x512", "type": "image/png"},
    ]
    body = {
        "name": "NumoraQ",
        "short_name": "NumoraQ",
        "id": "/",
        "start_url": "/",
        "display": "standalone",
        "background_color": "#1626c0",
        "theme_color": "#1626c0",
        "icons": icons,
    }
    return JsonResponse(body, content_type="application/manifest+json")


@require_GET
@cache_control(max_age=86400, public=True)
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead to the icon those who ask by the old name."""
    return HttpResponseRedirect(static("img/mark.svg"))


@require_GET
@cache_control(max_age=86400, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    """Return what search engines may read: the public pages."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE_PATHS)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Return the script that shows a page of ours when the network is gone.

    What it keeps is named after the release: the next one replaces all of it.
    """
    return render(request, "ui/sw.js", {"release": release.name()}, content_type="text/javascript")


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """Return the page shown when the network is gone."""
    return render(request, "errors/offline.html")


def _back(request: HttpRequest, cookie: str, value: str) -> HttpResponse:
    """Return to the page the switch was on, remembering the choice for a year."""
    target = request.POST.get("next") or request.headers.get("referer", "")
    host = {request.get_host()}
    if not url_has_allowed_host_and_scheme(target, host, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    response.set_cookie(
        cookie,
        value,
        max_age=preferences.COOKIE_AGE,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response
