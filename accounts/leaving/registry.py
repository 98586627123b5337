"""What the apps hold about a person: told to the archive of everything, and to the deletion.

registry.register("finance", takeout.parts)      # files of the archive
registry.register_files(files.of_person)         # names in the storage that go with the person
registry.register_shut(leaving.stop_charging)    # what ends when an account is closed or locked
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of an archive, made while it is written.

    `count` says how many things are in it, once all pieces have been taken.
    """

    path: str
    pieces: Iterable[bytes]
    count: Callable[[], int]


type Writer = Callable[[User], Iterable[Part]]
type Find = Callable[[UUID], Iterable[str]]
type Shut = Callable[[UUID], None]

_writers: dict[str, Writer] = {}
_finds: list[Find] = []
_shuts: list[Shut] = []


def register(name: str, writer: Writer) -> None:
    """Have `writer(user)` give what an app holds about a person; it runs as that person."""
    _writers[name] = writer


def register_files(find: Find) -> None:
    """Have `find(user_id)` name the stored files that go with a person; it runs as the service."""
    if find not in _finds:
        _finds.append(find)


def parts(user: User) -> Iterator[Part]:
    """Yield the files of a person's archive. Runs as the person."""
    for name in sorted(_writers):
        yield from _writers[name](user)


def files(user_id: UUID) -> list[str]:
    """Return the names of a person's files in the storage. Runs as the service."""
    return [key for find in _finds for key in find(user_id) if key]


def register_shut(shut: Shut) -> None:
    """Have `shut(user_id)` called in the transaction that closes an account or locks one."""
    if shut not in _shuts:
        _shuts.append(shut)


def shut(user_id: UUID) -> None:
    """Tell the apps that a person cannot come in any more. Runs as whoever sees to that."""
    for one in _shuts:
        one(user_id)
