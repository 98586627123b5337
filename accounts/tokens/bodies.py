"""What programs send: a JSON object, or nothing at all."""

import json
from typing import Any, NoReturn

from django.core.exceptions import RequestDataTooBig, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

_JSON = "application/json"


def judge(request: HttpRequest) -> None:
    """Refuse a body that is no JSON object. Raises ValidationError, with a code."""
    try:
        body = b"" if request.method == "GET" else request.body
    except RequestDataTooBig:
        raise ValidationError(_("That is too much at once."), code="too_large") from None
    if not body:
        return
    if request.content_type != _JSON:
        told = _("Send JSON, and say so: Content-Type: application/json.")
        raise ValidationError(told, code="invalid_content_type")
    if not isinstance(_read(body), dict):
        raise ValidationError(_("A JSON object is expected."), code="invalid_json")


def _read(body: bytes) -> Any:
    try:
        found = json.loads(body.decode(), parse_constant=_refuse)
        # Half a character is none, and a number has an end: 1e999 is read as infinity.
        json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        raise ValidationError(_("This is not JSON."), code="invalid_json") from None
    return found


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)  # NaN and Infinity are JavaScript's
