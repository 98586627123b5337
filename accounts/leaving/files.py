"""The archives in the storage."""

from collections.abc import Iterator
from typing import IO, Final
from uuid import UUID, uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage

from accounts.models import Export

FOLDER: Final = "everything"
_PIECE: Final = 1 << 16  # bytes


def save(stream: IO[bytes]) -> str:
    """Put an archive into the storage under a name nobody can guess; return the name."""
    return default_storage.save(f"{FOLDER}/{uuid4().hex}", File(stream))


def is_there(key: str) -> bool:
    """Return whether the storage has an archive."""
    return default_storage.exists(key)


def pieces(key: str) -> Iterator[bytes]:
    """Yield an archive piece by piece; it is opened when the first one is taken."""
    with default_storage.open(key, "rb") as stream:
        while piece := stream.read(_PIECE):
            yield piece


def drop(key: str) -> None:
    """Delete an archive now, when nothing refers to it."""
    default_storage.delete(key)


def of_person(user_id: UUID) -> list[str]:
    """Return the names of a person's archives, once none is being written. Runs as the service."""
    own = Export.objects.filter(user=user_id).order_by("pk").select_for_update()
    return [export.file_key for export in own]
