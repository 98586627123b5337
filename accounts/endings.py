"""Why a session ended, in a word for programs and in a sentence for people."""

from enum import StrEnum
from typing import Final

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COOKIE: Final = "ended"
TOLD_FOR: Final = 600  # seconds


class Ending(StrEnum):
    """A reason; the word is part of the API."""

    NOT_AFTER = "not_after"
    TIMEBOX = "timebox"
    INACTIVITY = "inactivity"
    LOW_AAL = "low_aal"
    ENDED = "ended"
    CLOSED = "closed"


SENTENCES: Final[dict[Ending, Promise]] = {
    Ending.NOT_AFTER: _("You were signed out because your sign-in was good for that long."),
    Ending.TIMEBOX: _("You were signed out because you had been signed in for a long time."),
    Ending.INACTIVITY: _("You were signed out because nothing was done here for a while."),
    Ending.LOW_AAL: _("You were signed out because you did not prove your second factor here."),
    Ending.ENDED: _(
        "You were signed out because this session was ended: from another browser, by a new"
        " password, or by signing in in too many places."
    ),
    Ending.CLOSED: _("You were signed out because the account is closed."),
}


def of(request: HttpRequest) -> Ending | None:
    """Return why the session of a browser has ended, just now or some minutes ago."""
    word = getattr(request, "session_ending", "") or request.COOKIES.get(COOKIE, "")
    return Ending(word) if word in set(Ending) else None


def sentence(request: HttpRequest) -> Promise | str:
    """Return the sentence about the session that has ended in a browser, if one has."""
    why = of(request)
    return SENTENCES[why] if why else ""
