"""Closed accounts whose time is up are deleted, with every row and every file that is theirs."""

import logging
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from accounts import mailing
from accounts.leaving import closing
from accounts.models import User
from accounts.services import people
from cms import audit

_AT_ONCE: Final = 200
_log = logging.getLogger(__name__)


def erase_due(*, at: datetime) -> int:
    """Delete the accounts whose time is up; return how many. Runs as the service.

    One that cannot be deleted keeps no other from it. `at` is aware UTC.
    """
    keys = _due(at).order_by("deletion_due_at").values_list("pk", flat=True)[:_AT_ONCE]
    return sum(_erase_or_log(key, at) for key in list(keys))


@transaction.atomic
def erase(*, key: UUID, at: datetime) -> bool:
    """Delete an account if its time is up; return whether it was. Runs as the service.

    Whoever keeps it at this moment is left alone. `at` is aware UTC.
    """
    person = _due(at).select_related("profile").filter(pk=key).first()
    if person is None or not people.delete_if_still(key=key, among=_due(at)):
        return False
    audit.record(
        action="person.deleted",
        actor=None,
        target=person,
        before={"deletion_due_at": person.deletion_due_at},
    )
    if not person.is_demo:
        mailing.post(
            message="accounts.leaving.emails.deleted",
            to=person.email,
            language=person.profile.language,
        )
    return True


def remind(*, at: datetime) -> int:
    """Tell those whose accounts are deleted in some days, once; return how many.

    Runs as the service. `at` is aware UTC.
    """
    near = User.objects.filter(
        deletion_due_at__gt=at,
        deletion_due_at__lte=at + closing.REMINDED_BEFORE,
        deletion_reminded_at=None,
    )
    keys = list(near.order_by("deletion_due_at").values_list("pk", flat=True)[:_AT_ONCE])
    return sum(_remind(key, near, at) for key in keys)


@transaction.atomic
def _remind(key: UUID, near: QuerySet[User], at: datetime) -> bool:
    person = near.filter(pk=key).select_for_update(skip_locked=True, of=("self",)).first()
    if person is None:
        return False
    person.deletion_reminded_at = at
    person.save(update_fields=["deletion_reminded_at", "updated_at"])
    closing.tell("deletion_near", person, due=person.deletion_due_at)
    return True


def _due(at: datetime) -> QuerySet[User]:
    return User.objects.filter(deletion_due_at__lte=at, is_staff=False, is_superuser=False)


def _erase_or_log(key: UUID, at: datetime) -> bool:
    try:
        return erase(key=key, at=at)
    except DatabaseError:
        _log.exception("account %s was not deleted", key)
        return False
