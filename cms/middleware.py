"""Routes the CMS to its own URLs; anywhere else the admin does not exist."""

from collections.abc import Awaitable, Callable
from typing import cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase

from cms import origin

type _Sync = Callable[[HttpRequest], HttpResponseBase]
type _Async = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


class CmsHostMiddleware:
    """Give a request to the CMS the CMS's URLs, and remember where each request came from."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: _Sync | _Async) -> None:
        self.get_response = get_response
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if is_for_cms(request):
            request.urlconf = settings.CMS_URLCONF
        if self._is_async:
            return self._acall(request)
        with origin.coming_from(request):
            return cast("_Sync", self.get_response)(request)

    async def _acall(self, request: HttpRequest) -> HttpResponseBase:
        with origin.coming_from(request):
            return await cast("_Async", self.get_response)(request)


def is_for_cms(request: HttpRequest) -> bool:
    """Return whether a request is to the CMS: by its path where it has a prefix, else by host."""
    if settings.CMS_PREFIX:
        return request.path_info.startswith(settings.CMS_PREFIX)
    return split_domain_port(request.get_host())[0] in settings.CMS_HOSTS
