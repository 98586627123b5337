"""Codes for tests."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from accounts.models import User
from numoraq.rls.identity import as_staff, as_user
from premium.models import Code, Redemption
from premium.services import code_batches, codes
from premium.services.code_batches import Offer
from premium.tests.make import START, day


def offer(**changed: Any) -> Offer:
    """Return an offer of thirty days to one person, with changes."""
    wanted: dict[str, Any] = {"type": "time_credit", "value": 720, "note": "For the tests"}
    return Offer(**wanted | changed)


def code(dana: User, at: datetime = START, **changed: Any) -> str:
    """Return a new random code, as Dana gets it."""
    with as_staff(dana):
        made = code_batches.make(offer=offer(**changed), count=1, once=uuid4(), actor=dana, at=at)
    return made[0]


def word(dana: User, written: str, **changed: Any) -> Code:
    """Return a new word, as it is stored."""
    wanted: dict[str, Any] = {"expires_at": day(36_500)}
    with as_staff(dana):
        return code_batches.make_word(
            word=written, offer=offer(**wanted | changed), once=uuid4(), actor=dana, at=START
        )


def redeemed(user: User, dana: User, at: datetime) -> tuple[Code, Redemption]:
    """Return a code that somebody redeemed, and that they did."""
    plain = code(dana, at)
    with as_user(user):
        found = codes.redeem(user=user, typed=plain, at=at)
    return found.code, found


def stored(dana: User) -> Code:
    """Return the one code there is, as staff see it."""
    with as_staff(dana):
        return Code.objects.get()
