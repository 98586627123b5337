"""The three addresses for machines: alive, ready, and how much of what."""

import hmac
import ipaddress

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST

from numoraq.ops import metrics, readiness


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
    """Return whether this machine itself asks, and not a proxy on it for somebody else."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
