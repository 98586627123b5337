"""The bytes of imports in the storage: written as a stream, read as a stream, dropped in time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, Final
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage

from finance.imports.parsing import charset, sniffing
from finance.imports.parsing.problems import BadFile

FOLDER: Final = "imports"
MOST_BYTES: Final = 50 * 1024 * 1024


_ENVELOPE: Final = 64 * 1024  # bytes that a form adds to the file in it


def refuse_too_long(content_length: str) -> None:
    """Refuse a request by its announced length, before its body is read. Raises BadFile."""
    if content_length.isdecimal() and int(content_length) > MOST_BYTES + _ENVELOPE:
        raise BadFile("file_large")


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in the storage, and what was seen of it on its way there."""

    key: str
    size: int  # bytes
    lines: int  # line breaks, near enough
    sample: bytes
    is_utf8: bool


class _Watched(File):  # type: ignore[type-arg]
    """A file that is looked at while the storage takes it, piece by piece."""

    def __init__(self, file: File) -> None:  # type: ignore[type-arg]
        super().__init__(file.file, name=file.name)
        self._source = file
        self._utf8 = charset.Utf8Test()
        self.sample = b""
        self.seen = 0
        self.lines = 0

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Yield the pieces. Raises BadFile when there are too many bytes."""
        last = b""
        for piece in self._source.chunks(chunk_size):
            self.seen += len(piece)
            if self.seen > MOST_BYTES:
                raise BadFile("file_large")
            if len(self.sample) < sniffing.SAMPLE_BYTES:
                self.sample += piece[: sniffing.SAMPLE_BYTES - len(self.sample)]
            self._utf8.feed(piece)
            self.lines += piece.count(b"\n") or piece.count(b"\r")
            last = piece
            yield piece
        self._utf8.feed(b"", is_last=True)
        self.lines += not last.endswith((b"\n", b"\r", b"\n\0", b"\r\0"))

    @property
    def is_utf8(self) -> bool:
        """Whether all of it was UTF-8."""
        return self._utf8.passed


def store(file: "File[Any]") -> Stored:
    """Put an upload into the storage under a random name. Raises BadFile, leaving nothing."""
    if file.size == 0:
        raise BadFile("file_empty")
    if file.size > MOST_BYTES:
        raise BadFile("file_large")
    watched = _Watched(file)
    key = new_key()
    try:
        key = default_storage.save(key, watched)
    except BadFile:
        default_storage.delete(key)
        raise
    return Stored(key, watched.seen, watched.lines, watched.sample, watched.is_utf8)


def new_key() -> str:
    """Return a name that nobody can guess."""
    return f"{FOLDER}/{uuid4().hex}"


def save(stream: IO[bytes]) -> str:
    """Put what a job wrote into the storage; return its name."""
    return default_storage.save(new_key(), File(stream))


def open_key(key: str) -> IO[bytes]:
    """Open a file of the storage for reading."""
    return default_storage.open(key, "rb")


def drop(key: str) -> None:
    """Delete a file now, when nothing refers to it."""
    default_storage.delete(key)
