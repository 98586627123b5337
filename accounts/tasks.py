"""Jobs about accounts."""

from typing import Any

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts import mailing
from accounts.keys import services as keys
from accounts.services import demo, people, sessions
from accounts.sso import arrivals, domains, renewal
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


@shared_task(base=ServiceTask, name="accounts.sweep_sso")
def sweep_sso() -> int:
    """Remove sign-ins at organisations nobody finished, and old assertions. Returns how many."""
    return arrivals.sweep(at=timezone.now())


@shared_task(base=ServiceTask, name="accounts.check_sso_domains")
def check_sso_domains() -> int:
    """Look at the records of organisations' domains. Returns how many are proven no longer."""
    return domains.check_all(at=timezone.now())


@shared_task(base=ServiceTask, name="accounts.refresh_sso_metadata")
def refresh_sso_metadata() -> int:
    """Fetch metadata anew, and warn of certificates that end. Returns how many changed."""
    return renewal.renew_all(at=timezone.now())
