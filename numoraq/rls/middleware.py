"""Runs each request as the person who sent it: in views, lazy templates, streams and async."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.utils.module_loading import import_string

from numoraq.rls import claims
from numoraq.rls.identity import ANONYMOUS, Identity, acting_as

type _Sync = Callable[[HttpRequest], HttpResponseBase]
type _Async = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


class RowLevelSecurityMiddleware:
    """Give the database the identity of the request. Comes right after authentication."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: _Sync | _Async) -> None:
        self.get_response = get_response
        self._is_async = iscoroutinefunction(get_response)
        self._may_act_as_staff = import_string(settings.RLS_STAFF_TEST)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self._is_async:
            return self._acall(request)
        # The login role reads the person's own row first; from then on the person is asking.
        identity = self._identity(request, request.user)
        with acting_as(identity):
            return keep_identity(cast("_Sync", self.get_response)(request), identity)

    async def _acall(self, request: HttpRequest) -> HttpResponseBase:
        identity = self._identity(request, await request.auser())
        with acting_as(identity):
            return keep_identity(await cast("_Async", self.get_response)(request), identity)

    def _identity(self, request: HttpRequest, user: Any) -> Identity:
        if not user.is_authenticated:
            return ANONYMOUS
        user_id = str(user.pk)
        if user.is_staff and self._may_act_as_staff(request):
            return Identity("nq_staff", user_id, claims.sign(user_id=user_id))
        return Identity("nq_user", user_id)


def keep_identity(response: HttpResponseBase, identity: Identity) -> HttpResponseBase:
    """Return the response; a streamed one produces each of its chunks under the identity."""
    if isinstance(response, StreamingHttpResponse):
        content = response.streaming_content
        if response.is_async:
            response.streaming_content = _achunks(cast("AsyncIterator[bytes]", content), identity)
        else:
            response.streaming_content = _chunks(cast("Iterator[bytes]", content), identity)
    return response


def _chunks(content: Iterator[bytes], identity: Identity) -> Iterator[bytes]:
    source = iter(content)
    while True:
        with acting_as(identity):
            chunk = next(source, None)
        if chunk is None:
            return
        yield chunk


async def _achunks(content: AsyncIterator[bytes], identity: Identity) -> AsyncIterator[bytes]:
    source = aiter(content)
    while True:
        with acting_as(identity):
            chunk = await anext(source, None)
        if chunk is None:
            return
        yield chunk
