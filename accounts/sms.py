"""Text messages: sent by the backend that NUMORAQ_SMS_BACKEND names, as mail is by MAILERS.

    sms.send(to="+351912345678", text="...")

Called by the worker. A backend raises OSError or OutsideError when another try may help.
"""

import logging
import sys
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol, cast

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from numoraq.ops import mailbox
from numoraq.wrappers import twilio

logger = logging.getLogger(__name__)

_SUBJECT = 60  # characters of a text that stand for its subject


@dataclass(frozen=True, slots=True)
class Text:
    """One text message. `to` is E.164."""

    to: str
    text: str


outbox: list[Text] = []  # of LocmemBackend


class Backend(Protocol):
    """What sends text messages."""

    def send(self, text: Text) -> None:
        """Send one. Raises OSError or OutsideError when another try may help."""


class MailboxBackend:
    """Keeps messages beside the mail of this machine, for its mailbox page."""

    def send(self, text: Text) -> None:
        """Store it."""
        message = EmailMessage()
        message["From"], message["To"] = "SMS", text.to
        message["Subject"] = text.text.partition("\n")[0][:_SUBJECT]
        message.set_content(text.text)
        mailbox.store(message.as_bytes())


class ConsoleBackend:
    """Writes messages to the console, for who develops."""

    def send(self, text: Text) -> None:
        """Print it."""
        sys.stdout.write(f"SMS to {text.to}: {text.text}\n")


class LocmemBackend:
    """Keeps messages in memory, for tests."""

    def send(self, text: Text) -> None:
        """Append it to the outbox."""
        outbox.append(text)


class TwilioBackend:
    """Sends messages by Twilio."""

    def send(self, text: Text) -> None:
        """Hand it over. Raises OutsideError; a number that gets no messages is let go."""
        try:
            twilio.send(to=text.to, text=text.text, at=timezone.now())
        except twilio.NumberRefused as error:
            logger.warning("a text message was not taken: %s", error)


def is_available() -> bool:
    """Return whether this installation sends text messages at all."""
    return bool(settings.SMS_BACKEND)


def send(*, to: str, text: str) -> None:
    """Send a text to a number (E.164). Raises what the backend raises."""
    backend = cast("Backend", import_string(settings.SMS_BACKEND)())
    backend.send(Text(to=to, text=text))
