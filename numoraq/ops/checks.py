"""System checks of what must never be on in production."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import register as register_check

TAG = "ops"
_HOME = {"localhost", "127.0.0.1", "[::1]", "::1"}


def register() -> None:
    """Add the checks to Django's."""
    register_check(check_mailbox, TAG)


def check_mailbox(**_: Any) -> list[CheckMessage]:
    """Refuse to keep mail for a page when the app is served to others."""
    if not settings.MAILBOX or settings.DEBUG or settings.EMBEDDED:
        return []
    strangers = [h for h in settings.ALLOWED_HOSTS if h not in _HOME and ".localhost" not in h]
    if not strangers:
        return []
    return [
        Error(
            f"NUMORAQ_MAILBOX is on while the app is served as {strangers[0]}",
            hint="Unset NUMORAQ_MAILBOX and set NUMORAQ_SMTP_HOST: mail must reach people.",
            id="ops.E001",
        )
    ]
