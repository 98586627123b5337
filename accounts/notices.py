"""Mails that tell a person what happened to their account."""

from datetime import datetime
from typing import Any

from accounts import mailing, selectors
from accounts.models import User
from cms import origin


def post(*, user: User, message: str, **values: Any) -> None:
    """Queue a mail to a person, in their language. `values` are plain."""
    if user.is_demo:
        return
    reader = selectors.reader_of(user.pk)
    message = f"accounts.{message}"
    mailing.post(message=message, to=user.email, language=reader.language, **values)


def post_with_origin(*, user: User, message: str, at: datetime, **values: Any) -> None:
    """Queue a mail that also says when, by the person's clock, and from where. `at` is UTC.

    For what people do themselves: it tells the address and the browser of the request.
    """
    came = origin.current()
    facts = {
        "at": at.isoformat(),
        "timezone": selectors.reader_of(user.pk).timezone,
        "ip": came.ip_address or "",
        "device": came.user_agent,
    }
    post(user=user, message=message, **facts, **values)
