"""Chance that repeats: each draw is a function of its name and its day, of nothing else."""

import struct
from datetime import date
from hashlib import blake2b

_WHOLE = float(2**32)
_THREE = struct.Struct(">3I")


def uniform(name: str, on: date | int) -> float:
    """Return a number from 0 up to 1, evenly spread."""
    return _draws(name, on)[0] / _WHOLE


def noise(name: str, on: date | int) -> float:
    """Return a number between -1 and 1, near 0 more often than far from it."""
    return sum(_draws(name, on)) / _WHOLE * 2 / 3 - 1


def _draws(name: str, on: date | int) -> tuple[int, int, int]:
    day = on if isinstance(on, int) else on.toordinal()
    digest = blake2b(f"{name}|{day}".encode(), digest_size=12).digest()
    first, second, third = _THREE.unpack(digest)
    return first, second, third
