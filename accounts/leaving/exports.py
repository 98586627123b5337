"""Archives of everything: asked for, written, failed, and found again."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts import mailing, selectors
from accounts.leaving.errors import ExportLimit, ExportUnderWay
from accounts.models import Export, User
from numoraq.lib import jobs
from numoraq.rls.identity import as_login_role, as_service

MOST: Final = 3  # within a day
KEPT_FOR: Final = timedelta(hours=24)
_DAY: Final = timedelta(days=1)
_SHOWN: Final = 5

Status = Export.Status


def ask(*, user: User, at: datetime) -> Export:
    """Have everything about a person written into an archive. `at` is aware UTC.

    Raises ExportUnderWay while there is one that is not done, ExportLimit for too many in a day.
    """
    with as_login_role(), transaction.atomic():
        User.objects.select_for_update(of=("self",)).filter(pk=user.pk).first()
        own = Export.objects.filter(user=user)
        if own.filter(status__in=Export.UNDER_WAY).exists():
            raise ExportUnderWay
        if own.filter(asked_at__gt=at - _DAY).count() >= MOST:
            raise ExportLimit
        made = Export.objects.create(user=user, asked_at=at)
        jobs.enqueue("accounts.write_export", export_id=str(made.pk), user_id=str(user.pk))
    return made


def recent(*, user: User) -> list[Export]:
    """Return a person's last archives, newest first, those among them whose file is gone."""
    return list(Export.objects.filter(user=user).order_by("-asked_at", "-pk")[:_SHOWN])


def find(*, user: User, export_id: UUID) -> Export | None:
    """Return one of a person's archives."""
    return Export.objects.filter(user=user, pk=export_id).first()


def to_download(*, user: User, export_id: UUID, at: datetime) -> Export | None:
    """Return one of a person's archives while its file is given out. `at` is aware UTC."""
    own = Export.objects.filter(user=user, status=Status.READY, expires_at__gt=at)
    return own.filter(pk=export_id).first()


def begin(*, user: User, export_id: UUID) -> bool:
    """Note that an archive is being written; return False when it is done, or in other hands."""
    with as_service(), transaction.atomic():
        found = _locked(user, export_id)
        if found is None:
            return False
        found.status = Status.RUNNING
        found.save(update_fields=["status", "updated_at"])
    return True


def hold(*, user: User, export_id: UUID) -> Export | None:
    """Return an archive that is to be written, locked; None when it is done, or in other hands."""
    with as_service():
        return _locked(user, export_id)


def finish(*, export: Export, user: User, at: datetime) -> None:
    """Note where a written archive is, and tell the person. `at` is aware UTC."""
    export.status, export.error = Status.READY, ""
    export.ready_at, export.expires_at = at, at + KEPT_FOR
    written = ["file_key", "size", "checksum"]
    with as_service():
        told = ["status", "error", "ready_at", "expires_at", "updated_at"]
        export.save(update_fields=[*written, *told])
    if user.is_demo:
        return
    reader = selectors.reader_of(user)
    mailing.post(
        message="accounts.leaving.emails.export_ready",
        to=user.email,
        language=reader.language,
        until=export.expires_at.isoformat(),
        timezone=reader.timezone,
    )


def fail(*, user: User, export_id: UUID, error: str) -> None:
    """Note that an archive could not be written, and why: the name of an error."""
    with as_service(), transaction.atomic():
        found = _locked(user, export_id)
        if found is not None:
            found.status, found.error = Status.FAILED, error
            found.save(update_fields=["status", "error", "updated_at"])


def _locked(user: User, export_id: UUID) -> Export | None:
    open_ones = Export.objects.filter(user=user, pk=export_id, status__in=Export.UNDER_WAY)
    return open_ones.select_for_update(skip_locked=True).first()
