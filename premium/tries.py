"""How often somebody may type a code: words can be guessed."""

import logging

from django.http import HttpRequest
from django.utils import timezone

from accounts import allauth_compat
from accounts.models import User
from cms import origin
from numoraq.lib import jobs

logger = logging.getLogger(__name__)
_TRY, _FAILURE = "premium_code", "premium_code_failure"


def is_allowed(request: HttpRequest) -> bool:
    """Count a try; return whether this person, and this network, may have it."""
    return allauth_compat.may_still(request, _FAILURE) and allauth_compat.may(request, _TRY)


def failed(request: HttpRequest, *, user: User) -> None:
    """Count a code that was none. Who has reached a limit by it is put on the record."""
    allauth_compat.may(request, _FAILURE)
    logger.info("code refused: person %s", user.pk)
    if not allauth_compat.may_still(request, _FAILURE):
        jobs.enqueue(
            "premium.record_guessing",
            user_id=str(user.pk),
            ip=origin.current().ip_address or "",
            at=timezone.now().isoformat(),
        )
