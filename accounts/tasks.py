"""Jobs about accounts."""

from typing import Any

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts import mailing
from accounts.services import demo, people, providers, sessions
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


@shared_task(base=ServiceTask, name="accounts.check_provider")
def check_provider(*, id: int) -> str:  # noqa: A002 ids go by this name in jobs
    """Read the document of a provider by which people sign in. Returns what is wrong with it."""
    return providers.check(app_id=id, at=timezone.now())


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
