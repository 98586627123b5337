"""Forms that open as a sheet over the page where scripts run, and as a page of their own else."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from finance.views.person import HtmxRequest

_TARGET = "sheet-body"


def show(
    request: HtmxRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Return a form: alone for the sheet, else in a page.

    In the sheet a refused form is no failed request, which browsers would log as an error.
    """
    is_sheet = request.htmx.target == _TARGET
    name = template if is_sheet else "finance/entries/sheet_page.html"
    shown = {**context, "is_sheet": is_sheet, "sheet": template, "back": back(request)}
    response = render(request, name, shown, status=200 if is_sheet else status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def leave(request: HtmxRequest, url: str) -> HttpResponse:
    """Go to a page when a form is done; the page below the sheet keeps its place."""
    if not request.htmx:
        return HttpResponseRedirect(url)
    is_here = url == request.htmx.current_url_abs_path
    return HttpResponseClientRefresh() if is_here else HttpResponseClientRedirect(url)


def back(request: HtmxRequest, default: str = "") -> str:
    """Return the page that the form was opened from: named in it, where htmx is, or the last."""
    named = request.POST.get("next") or request.GET.get("next") or ""
    here = (request.htmx.current_url_abs_path or "") if request.htmx else ""
    last = request.headers.get("referer", "")
    hosts = {request.get_host()}
    for url in (named, here, last):
        is_safe = url_has_allowed_host_and_scheme(url, hosts, request.is_secure())
        if is_safe and urlsplit(url).path != request.path:
            return url
    return default or resolve_url("entries", "assets")
