"""Where a page of a list begins: the day and id of the last row before it, in one word."""

import base64
import binascii
from datetime import date
from uuid import UUID


class BadCursor(ValueError):
    """This word was not written by us."""


def write(day: date, pk: UUID) -> str:
    """Return the cursor after a row."""
    return base64.urlsafe_b64encode(day.toordinal().to_bytes(3) + pk.bytes).decode().rstrip("=")


def read(cursor: str) -> tuple[date, UUID]:
    """Return the day and id that a cursor stands for. Raises BadCursor."""
    try:
        packed = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        return date.fromordinal(int.from_bytes(packed[:3])), UUID(bytes=packed[3:])
    except (ValueError, OverflowError, binascii.Error) as error:
        raise BadCursor(cursor) from error
