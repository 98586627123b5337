"""A page for a method that an address does not take."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from numoraq.ui import errors


class MethodMiddleware:
    """Give Django's empty 405 the words of a page, or of JSON for programs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        page = errors.method_not_allowed(request)
        response.content = page.content
        response.headers["Content-Type"] = page.headers["Content-Type"]
        return response
