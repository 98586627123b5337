"""Mail: a message is data, shown by one pair of templates, sent by the worker after commit.

    mailing.post(message="accounts.emails.account.sign_up_code", to=..., language="pt", code=...)

The worker calls that function with the plain values and sends what it returns.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.module_loading import import_string

from numoraq.lib import jobs

HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
_OF_MESSAGES = re.compile(r"\.emails(\.[a-z_]+)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """The one thing to do: a button."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One mail, in the language that is active."""

    subject: str
    heading: str
    paragraphs: tuple[str, ...]
    code: str = ""
    action: Action | None = None
    facts: tuple[tuple[str, str], ...] = ()  # label and value
    note: str = ""


def post(*, message: str, to: str, language: str, **values: Any) -> None:
    """Queue a mail, to be sent once the transaction commits. `values` are plain."""
    jobs.enqueue("accounts.send_mail", message=message, to=to, language=language, values=values)


def deliver(*, message: str, to: str, language: str, values: dict[str, Any]) -> None:
    """Write a mail in the reader's language and send it. Raises what the mail server raises."""
    if not holds_messages(message.rpartition(".")[0]):
        raise ValueError(f"{message} is no message of an emails module")
    with translation.override(language):
        written = compose(import_string(message)(**values), to=to)
    written.send()


def holds_messages(module: str) -> bool:
    """Return whether a module is one of those whose functions make messages."""
    return bool(_OF_MESSAGES.search(module))


def compose(message: Message, *, to: str) -> EmailMultiAlternatives:
    """Return a message as text and HTML, ready to be sent."""
    context = {"mail": message, "web_url": settings.WEB_URL, "to": to}
    mail = EmailMultiAlternatives(
        subject=f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{message.subject}",
        body=render_to_string("emails/message.txt", context),
        to=[to],
        reply_to=[settings.SUPPORT_EMAIL] if settings.SUPPORT_EMAIL else None,
        headers=HEADERS,
    )
    mail.attach_alternative(render_to_string("emails/message.html", context), "text/html")
    return mail


def link(path: str) -> str:
    """Return the full address of a page, always at our own host, whatever a request claims."""
    return f"{settings.WEB_URL.rstrip('/')}{path}"
