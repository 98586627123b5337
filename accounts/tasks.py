"""Jobs about accounts."""

from typing import Any

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts import mailing
from accounts.keys import services as keys
from accounts.services import demo, people, sessions
from accounts.tokens import keys as signing_keys
from accounts.tokens import services as tokens
from numoraq.rls.tasks import ServiceTask


@shared_task(
    base=ServiceTask,
    name="accounts.send_mail",
    autoretry_for=(OSError,),  # every failure of SMTP is one
    retry_backoff=5,
    retry_backoff_max=600,
    max_retries=12,
)
def send_mail(*, message: str, to: str, language: str, values: dict[str, Any]) -> None:
    """Send one mail; while the mail server is away, try again for about an hour."""
    mailing.deliver(message=message, to=to, language=language, values=values)


@shared_task(base=ServiceTask, name="accounts.sweep_demo")
def sweep_demo() -> int:
    """Remove demo accounts nobody uses. Returns how many."""
    return demo.sweep(at=timezone.now())


@shared_task(base=ServiceTask, name="accounts.sweep_unverified")
def sweep_unverified() -> int:
    """Remove sign-ups nobody verified. Returns how many."""
    return people.sweep_unverified(at=timezone.now())


@shared_task(base=ServiceTask, name="accounts.sweep_sessions")
def sweep_sessions() -> int:
    """Remove sessions that have ended. Returns how many."""
    now = timezone.now()
    removed, _by_model = Session.objects.filter(expire_date__lt=now).delete()
    return removed + sessions.sweep(at=now)


@shared_task(base=ServiceTask, name="accounts.sweep_personal_tokens")
def sweep_personal_tokens() -> int:
    """Remove personal access tokens that ended long ago. Returns how many."""
    return keys.sweep(at=timezone.now())


@shared_task(base=ServiceTask, name="accounts.sweep_tokens")
def sweep_tokens() -> int:
    """Remove refresh tokens and signing keys that are long out of use. Returns how many."""
    now = timezone.now()
    return tokens.sweep(at=now) + signing_keys.sweep(at=now)
