"""What the API answers when something is refused: Django REST framework's words, and a reason."""

from typing import Any

from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.response import Response
from rest_framework.views import exception_handler

from accounts import endings


def answer(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Return the usual answer; to whose session has ended it says why, as `reason`."""
    response = exception_handler(exc, context)
    if response is None or not isinstance(exc, NotAuthenticated | AuthenticationFailed):
        return response
    why = endings.of(context["request"]._request)  # noqa: SLF001 what it wraps
    if why is not None:
        response.data = {"detail": endings.SENTENCES[why], "reason": why.value}
    return response
