"""Mail that is kept in a directory instead of being sent: the embedded default.

A file is one message as it would go out; its name is the time (nanoseconds) and a random part.
"""

import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from pathlib import Path
from re import compile as pattern

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

KEPT = 200  # messages; older ones are deleted
_KEY = pattern(r"[0-9]{20}-[0-9a-f]{8}")


class EmailBackend(BaseEmailBackend):
    """Django's way to "send" into the mailbox."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store each message; return how many."""
        for message in email_messages:
            store(message.message().as_bytes())
        return len(email_messages)


@dataclass(frozen=True, slots=True)
class Mail:
    """One stored message. `sent_at` is aware UTC."""

    key: str
    sent_at: datetime
    sender: str
    to: str
    subject: str
    text: str
    html: str


def store(raw: bytes) -> str:
    """Keep a message and return its key; the oldest go when there are too many."""
    directory = _directory()
    key = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
    fresh = directory / f".{key}"
    fresh.write_bytes(raw)
    fresh.rename(directory / f"{key}.eml")  # a reader never sees half a message
    for path in _newest_first(directory)[KEPT:]:
        path.unlink(missing_ok=True)
    return key


def messages(*, to: str = "") -> Iterator[Mail]:
    """Yield the messages, newest first; `to` is a part of the recipient's address."""
    for path in _newest_first(_directory()):
        mail = find(key=path.stem)
        if mail is not None and to.lower() in mail.to.lower():
            yield mail


def find(*, key: str) -> Mail | None:
    """Return a message, or nothing when there is none with that key."""
    if not _KEY.fullmatch(key):
        return None
    try:
        raw = (_directory() / f"{key}.eml").read_bytes()
    except FileNotFoundError:
        return None
    parsed = message_from_bytes(raw, policy=policy.default)
    return Mail(
        key=key,
        sent_at=datetime.fromtimestamp(int(key[:20]) / 1e9, tz=UTC),
        sender=str(parsed["From"] or ""),
        to=str(parsed["To"] or ""),
        subject=str(parsed["Subject"] or ""),
        text=_body(parsed, "plain"),
        html=_body(parsed, "html"),
    )


def _body(message: ParsedMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


def _directory() -> Path:
    directory = Path(settings.MAILBOX_DIR)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    return directory


def _newest_first(directory: Path) -> list[Path]:
    return sorted(directory.glob("*.eml"), reverse=True)
