"""Answers the probes before anything else is asked, and measures every other request."""

import time
from collections.abc import Awaitable, Callable
from typing import cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from numoraq.ops import metrics, probes

type _Next = Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]
type _Sync = Callable[[HttpRequest], HttpResponseBase]
type _Async = Callable[[HttpRequest], Awaitable[HttpResponseBase]]

PROBES = {
    "/healthz/": probes.healthz,
    "/readyz/": probes.readyz,
    "/metrics": probes.metrics_text,
}


class _Middleware:
    sync_capable = True
    async_capable = True

    def __init__(self, get_response: _Next) -> None:
        self.get_response = get_response
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        return self.acall(request) if self._is_async else self.call(request)

    def call(self, request: HttpRequest) -> HttpResponseBase:
        return cast("_Sync", self.get_response)(request)

    async def acall(self, request: HttpRequest) -> HttpResponseBase:
        return await cast("_Async", self.get_response)(request)


class ProbesMiddleware(_Middleware):
    """Answer probes on any host, without session, database identity or redirect to HTTPS."""

    def call(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a probe, or pass the request on."""
        probe = PROBES.get(request.path_info)
        return probe(request) if probe else super().call(request)

    async def acall(self, request: HttpRequest) -> HttpResponseBase:
        """Do the same in an asynchronous server."""
        probe = PROBES.get(request.path_info)
        return await sync_to_async(probe)(request) if probe else await super().acall(request)


class RequestMetricsMiddleware(_Middleware):
    """Count requests by route and status, and how long they took."""

    def call(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on and measure."""
        started = time.perf_counter()
        response = super().call(request)
        _measure(request, response, started)
        return response

    async def acall(self, request: HttpRequest) -> HttpResponseBase:
        """Do the same in an asynchronous server."""
        started = time.perf_counter()
        response = await super().acall(request)
        _measure(request, response, started)
        return response


def _measure(request: HttpRequest, response: HttpResponseBase, started: float) -> None:
    match = request.resolver_match
    metrics.count_request(
        method=request.method or "",
        route=(match.view_name or match.route) if match else "unmatched",
        status=response.status_code,
        seconds=time.perf_counter() - started,
    )
