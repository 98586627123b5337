"""The job that writes an archive: as the person, so that row security says what is in it."""

from datetime import datetime
from hashlib import file_digest
from io import BufferedRandom
from tempfile import TemporaryFile
from uuid import UUID

from django.db import transaction

from accounts.leaving import archive, exports, files, progress, registry
from accounts.models import Export, User


def run(*, user: User, export_id: UUID, at: datetime) -> bool:
    """Write an archive that waits for it; return whether it was written. `at` is aware UTC.

    Killed at any moment it has left nothing but, at worst, a file that the next sweep removes;
    run again it writes once. A second one at the same time does nothing.
    """
    if not exports.begin(user=user, export_id=export_id):
        return False
    with transaction.atomic():
        export = exports.hold(user=user, export_id=export_id)
        if export is None:
            return False
        with TemporaryFile() as stream:
            parts, report = registry.parts(user), progress.Reporter(export_id)
            archive.write(stream, parts=parts, at=at, report=report)
            _store(stream, export)
        try:
            exports.finish(export=export, user=user, at=at)
        except BaseException:
            files.drop(export.file_key)
            raise
    return True


def _store(stream: BufferedRandom, export: Export) -> None:
    export.size = stream.tell()
    stream.seek(0)
    export.checksum = file_digest(stream, "sha256").hexdigest()
    stream.seek(0)
    export.file_key = files.save(stream)
