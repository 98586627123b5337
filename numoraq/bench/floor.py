"""The floor under every page: Django, its session, its user, one query, and a body of bytes."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "numoraq.bench.floor_settings"

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.urls import path


def bare(request: HttpRequest) -> HttpResponse:
    """Read the user and twenty rows; return as many bytes as asked for."""
    if not request.user.is_authenticated:
        return HttpResponseForbidden()
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT currency, "on", per_eur FROM fx_rates ORDER BY currency, "on" LIMIT 20'
        )
        cursor.fetchall()
    return HttpResponse(b"x" * int(request.GET["bytes"]))


def alive(request: HttpRequest) -> HttpResponse:
    """Answer that the process is there."""
    return HttpResponse(b"ok")


urlpatterns = [path("bare/", bare), path("healthz/", alive)]

application = get_wsgi_application()
