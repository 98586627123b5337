"""Pages for what went wrong, and JSON for programs.

They ask the database nothing: it may be what is away.
"""

import sys
from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

from numoraq.ui import preferences

RETRY_AFTER = 20  # seconds
_API: Final = ("/api/", "/_allauth/")


class MethodRefused(exceptions.APIException):
    """The method is not one of those in the Allow header."""

    default_detail = _("This address does not take that method.")


_DETAILS: Final = {
    400: exceptions.ParseError,
    403: exceptions.PermissionDenied,
    404: exceptions.NotFound,
    405: MethodRefused,
}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be read."""
    return _page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer somebody who may not."""
    return _page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that is too old, or came from another site."""
    return _page(request, 403, "errors/403_csrf.html")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for a page that is not there, or is somebody else's."""
    return _page(request, 404)


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    """Answer for an address that only takes what a form sends."""
    return _page(request, 405)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for our own mistakes; when the database is away, say so and try again soon."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return unavailable(request)
    return _page(request, 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer while something the page needs is away. The page tries again by itself."""
    response = _page(request, 503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _page(request: HttpRequest, status: int, template: str = "") -> HttpResponse:
    if request.path.startswith(_API):
        refusal = _DETAILS.get(status, exceptions.APIException)
        return JsonResponse({"detail": str(refusal.default_detail)}, status=status)
    theme = request.COOKIES.get(preferences.THEME_COOKIE, "auto")
    context = {
        "status": status,
        "retry_after": RETRY_AFTER,
        "theme": theme if theme in preferences.THEMES else "auto",
    }
    body = loader.render_to_string(template or f"errors/{status}.html", context)
    return HttpResponse(body, status=status)
