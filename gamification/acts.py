"""First acts: what shows that somebody has begun. Apps above tell of theirs.

acts.register("entries", finds)   # finds(user_ids=[...]) -> those of them who did it
"""

from collections.abc import Callable, Sequence
from uuid import UUID

type Find = Callable[..., set[UUID]]

_finds: dict[str, Find] = {}


def register(name: str, find: Find) -> None:
    """Have `find(user_ids=...)` say who did something; it runs as the service."""
    _finds[name] = find


def who_has_begun(*, user_ids: Sequence[UUID]) -> set[UUID]:
    """Return those who did anything that counts. Runs as the service."""
    return {key for find in _finds.values() for key in find(user_ids=user_ids)}
