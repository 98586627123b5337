"""The three addresses for machines: alive, ready, and how much of what."""

import hmac
import ipaddress

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import split_domain_port
from prometheus_client import CONTENT_TYPE_LATEST

from numoraq.ops import metrics, readiness

_FORWARDED = {"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Forwarded"}


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process lives; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """Answer with the result of each check; 503 when one fails."""
    report = readiness.report()
    status = "ready" if report.is_ready else "not ready"
    return JsonResponse(
        {"status": status, "checks": report.checks}, status=200 if report.is_ready else 503
    )


def metrics_text(request: HttpRequest) -> HttpResponse:
    """Answer with the figures, to this machine or to whoever has the token."""
    if not (has_token(request) or is_local(request)):
        return HttpResponse("forbidden\n", status=403, content_type="text/plain")
    return HttpResponse(metrics.exposition(), content_type=CONTENT_TYPE_LATEST)


def has_token(request: HttpRequest) -> bool:
    """Return whether the request carries NUMORAQ_METRICS_TOKEN as its bearer token."""
    wanted = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(wanted) and hmac.compare_digest(given.encode(), wanted.encode())


def is_local(request: HttpRequest) -> bool:
    """Return whether this machine itself asks, and not a proxy on it for somebody else.

    Where proxies of ours stand in front, every request comes from one. And a page on the internet
    whose name is made to lead here asks with that name, in a browser on this machine.
    """
    if settings.TRUSTED_PROXY_COUNT or _FORWARDED & request.headers.keys():
        return False
    return _is_loopback(request.META.get("REMOTE_ADDR", "")) and _is_own_name(
        split_domain_port(request.META.get("HTTP_HOST", ""))[0]
    )


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _is_own_name(host: str) -> bool:
    """Return whether nobody can make a host lead elsewhere: an address, or localhost."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
