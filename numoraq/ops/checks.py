"""System checks of what must never be on in production, and of proxies nobody counted."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Doubt
from django.core.checks import register as register_check

TAG = "ops"
_HOME = {"localhost", "127.0.0.1", "[::1]", "::1"}


def register() -> None:
    """Add the checks to Django's."""
    register_check(check_mailbox, TAG)
    register_check(check_proxies, TAG)


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


def check_proxies(**_: Any) -> list[CheckMessage]:
    """Ask who speaks HTTPS where no proxy is said to do it, and refuse a number that is none."""
    count = settings.TRUSTED_PROXY_COUNT
    if count < 0:
        return [Error(f"NUMORAQ_TRUSTED_PROXIES is {count}: it counts proxies", id="ops.E002")]
    if count or not settings.WEB_URL.startswith("https://"):
        return []
    return [
        Doubt(
            "NUMORAQ_WEB_URL is https, and NUMORAQ_TRUSTED_PROXIES is 0",
            hint="Count the proxies in front: until then X-Forwarded-Proto and X-Forwarded-For are"
            " not believed, and forms are refused. Only where the app's own server speaks TLS"
            " is 0 right.",
            id="ops.W001",
        )
    ]
