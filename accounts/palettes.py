"""Which colours somebody may choose, and which they see. What opens them is known above.

palettes.register(themes.locked)      # in AppConfig.ready(): palette -> what opens it
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from accounts.models import Profile, User

FREE: Final = frozenset(
    {
        Profile.Palette.DEFAULT,
        Profile.Palette.MONOCHROME,
        Profile.Palette.NEON,
        Profile.Palette.DUAL_TONE,
        Profile.Palette.HIGH_CONTRAST,
    }
)

type Locked = Callable[..., Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Offer:
    """Colours by their code and name; and what opens them, nothing where they are open."""

    code: str
    name: str
    opened_by: str

    @property
    def is_open(self) -> bool:
        """Return whether they may be chosen."""
        return not self.opened_by


_locks: list[Locked] = []


def register(locked: Locked) -> None:
    """Have `locked(user=, at=)` name the palettes that are not open, each with what opens it."""
    _locks[:] = [locked]


def offers(*, user: User, at: datetime) -> list[Offer]:
    """Return every palette in its order. Runs as the person; `at` is aware UTC."""
    closed = _closed(user, at)
    return [Offer(code, str(name), closed.get(code, "")) for code, name in Profile.Palette.choices]


def refusal(*, user: User, palette: str, at: datetime) -> str:
    """Return what would open a palette, nothing when somebody may choose it."""
    return "" if palette in FREE else _closed(user, at).get(palette, "")


def shown(*, profile: Profile, at: datetime) -> str:
    """Return the palette a person sees: theirs, or the default while its tier is not held."""
    is_closed = bool(refusal(user=profile.user, palette=profile.palette, at=at))
    return Profile.Palette.DEFAULT if is_closed else profile.palette


def _closed(user: User, at: datetime) -> Mapping[str, str]:
    return _locks[0](user=user, at=at) if _locks else {}
