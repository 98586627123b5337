"""Accounts are closed, to be deleted once the time to think it over is up; or kept after all."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import mailing, selectors
from accounts.leaving import registry
from accounts.leaving.errors import AccountGone, StaffStay
from accounts.models import PersonalToken, User
from accounts.services import sessions
from cms import audit
from numoraq.lib import jobs
from numoraq.rls.identity import as_login_role

REMINDED_BEFORE: Final = timedelta(days=3)


def ask(*, user: User, at: datetime) -> datetime:
    """Close a person's account now; return when it will be deleted. Asked twice it does it once.

    Every session and token ends. A demo account goes at once. `at` is aware UTC.
    Raises StaffStay, AccountGone.
    """
    with as_login_role(), transaction.atomic():
        person = _locked(user.pk)
        if person.is_staff or person.is_superuser:
            raise StaffStay
        if person.deletion_due_at is not None:
            return person.deletion_due_at
        due = at if person.is_demo else at + grace()
        _close(person, due=due, at=at)
        if person.is_demo:
            jobs.enqueue("accounts.erase", user_id=str(person.pk))
        else:
            tell("deletion_asked", person, due=due)
    return due


def keep(*, user: User) -> bool:
    """Open a closed account again, without its old tokens; return whether it was closed.

    Raises AccountGone when it has been deleted in this moment.
    """
    with as_login_role(), transaction.atomic():
        return _keep(_locked(user.pk))


@transaction.atomic
def ask_by_staff(*, person: User, actor: User, reason: str, at: datetime) -> None:
    """Close an account for its person, on the record. Runs as staff. `at` is aware UTC.

    Raises ValidationError for staff, and for an account that is closed already.
    """
    person = _for_staff(person)
    if person.is_closed:
        raise ValidationError(_("This account is closed already."))
    _close(person, due=at + grace(), at=at)
    tell("deletion_asked", person, due=person.deletion_due_at)
    _record("person.deletion_asked", person, actor, reason, before=None)


@transaction.atomic
def keep_by_staff(*, person: User, actor: User, reason: str) -> None:
    """Open a closed account again for its person, on the record. Runs as staff.

    Raises ValidationError for an account that is not closed.
    """
    person = _for_staff(person)
    before = person.deletion_due_at
    if not _keep(person):
        raise ValidationError(_("This account is not closed."))
    _record("person.deletion_called_off", person, actor, reason, before=before)


@transaction.atomic
def hasten(*, person: User, actor: User, reason: str, at: datetime) -> None:
    """Have an account deleted now, whatever time was left, on the record. Runs as staff.

    The rights to it are asked for by the caller. Raises ValidationError for staff.
    """
    person = _for_staff(person)
    before = person.deletion_due_at
    _close(person, due=at, at=at)
    jobs.enqueue("accounts.erase", user_id=str(person.pk))
    _record("person.deletion_hastened", person, actor, reason, before=before)


def grace() -> timedelta:
    """Return how long somebody may think it over."""
    return timedelta(days=settings.DELETION_GRACE_DAYS)


def tell(message: str, person: User, *, due: datetime | None = None) -> None:
    """Post a mail about the deletion to its person; demo accounts have no address."""
    if person.is_demo:
        return
    reader = selectors.reader_of(person)
    values = {"due": due.isoformat(), "timezone": reader.timezone} if due else {}
    mailing.post(
        message=f"accounts.leaving.emails.{message}",
        to=person.email,
        language=reader.language,
        **values,
    )


def _close(person: User, *, due: datetime, at: datetime) -> None:
    person.deletion_due_at = due
    # who has no longer than that is told once
    person.deletion_reminded_at = at if due - at <= REMINDED_BEFORE else None
    _save(person)
    sessions.end_others(user=person, keep=None)
    PersonalToken.objects.filter(user=person).delete()
    registry.shut(person.pk)


def _keep(person: User) -> bool:
    if not person.is_closed:
        return False
    person.deletion_due_at = person.deletion_reminded_at = None
    _save(person)
    tell("deletion_called_off", person)
    return True


def _save(person: User) -> None:
    person.save(update_fields=["deletion_due_at", "deletion_reminded_at", "updated_at"])


def _locked(key: UUID) -> User:
    person = User.objects.select_for_update(of=("self",)).filter(pk=key).first()
    if person is None:
        raise AccountGone
    return person


def _for_staff(person: User) -> User:
    found = _locked(person.pk)
    if found.is_staff or found.is_superuser:
        raise ValidationError(_("Take the rights of staff away first: staff stay."))
    return found


def _record(
    action: str, person: User, actor: User, reason: str, *, before: datetime | None
) -> None:
    audit.record(
        action=action,
        actor=actor,
        target=person,
        before={"deletion_due_at": before},
        after={"deletion_due_at": person.deletion_due_at},
        reason=reason,
    )
