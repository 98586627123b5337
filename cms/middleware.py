"""Routes the CMS's own host to its own URLs; on any other host the admin does not exist."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware


@sync_and_async_middleware
def CmsHostMiddleware(get_response: Callable[[HttpRequest], HttpResponseBase]):  # type: ignore[no-untyped-def]  # noqa: ANN201, N802
    """Give a request to a CMS host the CMS's URLs."""
    from asgiref.sync import iscoroutinefunction

    def route(request: HttpRequest) -> None:
        if request.get_host().partition(":")[0] in settings.CMS_HOSTS:
            request.urlconf = settings.CMS_URLCONF  # type: ignore[attr-defined]

    if iscoroutinefunction(get_response):

        async def amiddleware(request: HttpRequest) -> HttpResponseBase:
            route(request)
            return await get_response(request)  # type: ignore[misc, no-any-return]

        return amiddleware

    def middleware(request: HttpRequest) -> HttpResponseBase:
        route(request)
        return get_response(request)

    return middleware
