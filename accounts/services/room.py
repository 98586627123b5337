"""How many second factors a person has room for: one rule, whatever their kinds."""

from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Factor, User
from numoraq.rls.identity import as_login_role

MOST: Final = 10  # factors a person, recovery codes aside
UNPROVEN_FOR: Final = timedelta(seconds=300)  # so long a phone or a mailbox may wait for its code


class NoRoom(ValidationError):
    """A person has as many factors as one may have."""

    def __init__(self) -> None:
        told = _("You have ten factors, as many as one may have. Remove one first.")
        super().__init__(told, code="too_many_factors")


def lock(user: User) -> None:
    """Have others who change the factors of a person wait until the transaction ends."""
    with as_login_role():
        User.objects.select_for_update(of=("self",)).filter(pk=user.pk).first()


def make(*, user: User, at: datetime, beside: Factor | None = None) -> None:
    """Check that one more factor fits, and have others wait until the transaction ends.

    One that waits for its code has its place already, `beside` is not counted. `at` is aware UTC.
    Raises NoRoom.
    """
    lock(user)
    with as_login_role():
        others = Factor.objects.filter(user=user).exclude(type=Factor.Type.RECOVERY)
        if beside is not None and beside.pk is not None:
            others = others.exclude(pk=beside.pk)
        has_place = Q(confirmed=True) | Q(created_at__gt=at - UNPROVEN_FOR)
        if others.filter(has_place).count() >= MOST:
            raise NoRoom
