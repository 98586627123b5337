"""Short messages after an action, with a way back.

toasts.success(request, _("Rent deleted"), undo=reverse("entry-restore", args=[entry.pk]))
"""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

_UNDO = "undo:"


@dataclass(frozen=True, slots=True)
class Toast:
    """What is shown: the text, whether it is bad news, and where undo is posted."""

    text: str
    is_error: bool
    undo_url: str


def success(request: HttpRequest, text: str, *, undo: str = "") -> None:
    """Show a message on this or the next page. `undo` is a URL that takes a POST."""
    messages.success(request, text, extra_tags=f"{_UNDO}{undo}" if undo else "")


def error(request: HttpRequest, text: str) -> None:
    """Show bad news on this or the next page."""
    messages.error(request, text)


def read(message: Message) -> Toast:
    """Return a Django message, whoever wrote it, as a toast."""
    words = (message.extra_tags or "").split()
    undo = next((word.removeprefix(_UNDO) for word in words if word.startswith(_UNDO)), "")
    return Toast(str(message.message), message.level >= messages.WARNING, undo)
