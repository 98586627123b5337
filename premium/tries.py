"""How often somebody may type a code: words can be guessed.

A try is counted as a wrong one before anything is looked up, so that many at once are no more than
many one by one; it is given back when it was none.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.utils import timezone

from accounts import allauth_compat
from accounts.models import User
from cms import origin
from numoraq.lib import jobs

logger = logging.getLogger(__name__)
_TRY: Final = "premium_code"
_BY_PERSON: Final = "premium_code_guess"
_BY_NETWORK: Final = "premium_code_failure"


@dataclass(frozen=True, slots=True)
class Try:
    """A try that is counted against the person and the network."""

    _counted: tuple[Callable[[], None], ...]

    def give_back(self) -> None:
        """Count it as no wrong one."""
        for undo in self._counted:
            undo()


def begin(request: HttpRequest) -> Try | None:
    """Count a try; return it, None when this person, or this network, may have no more."""
    if not allauth_compat.may(request, _TRY):
        return None
    by_person = allauth_compat.reserve(request, _BY_PERSON)
    if by_person is None:
        return None
    by_network = allauth_compat.reserve(request, _BY_NETWORK)
    if by_network is None:
        by_person()
        return None
    return Try((by_person, by_network))


def failed(request: HttpRequest, *, user: User) -> None:
    """Note a code that was none. Whose own limit it reached is put on the record.

    Not who shares a network with others that guess.
    """
    logger.info("code refused: person %s", user.pk)
    if not allauth_compat.may_still(request, _BY_PERSON):
        jobs.enqueue(
            "premium.record_guessing",
            user_id=str(user.pk),
            ip=origin.current().ip_address or "",
            at=timezone.now().isoformat(),
        )
