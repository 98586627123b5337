"""Jobs about accounts."""

from typing import Any

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts import mailing, texting
from accounts.keys import services as keys
from accounts.services import (
    challenges,
    demo,
    email_changes,
    enrolment,
    one_time,
    people,
    providers,
    resets,
    sessions,
    sign_ins,
)
from accounts.sso import arrivals, domains, renewal
from accounts.tokens import keys as signing_keys
from accounts.tokens import services as tokens
from numoraq.rls.tasks import ServiceTask
from numoraq.wrappers.errors import OutsideError


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


@shared_task(base=ServiceTask, name="accounts.sweep_sign_ins")
def sweep_sign_ins() -> int:
    """Remove sign-ins older than ninety days. Returns how many."""
    return sign_ins.sweep(at=timezone.now())


@shared_task(
    base=ServiceTask,
    name="accounts.send_text",
    autoretry_for=(OSError, OutsideError),
    retry_backoff=2,
    retry_backoff_max=60,
    max_retries=8,
)
def send_text(*, to: str, text: str, until: str) -> None:
    """Send one text message; while nobody takes it, try again until it is of no use."""
    texting.deliver(to=to, text=text, until=until, at=timezone.now())


@shared_task(base=ServiceTask, name="accounts.sweep_factors")
def sweep_factors() -> int:
    """Remove phones and mailboxes nobody proved, and old challenges. Returns how many."""
    now = timezone.now()
    return enrolment.sweep(at=now) + challenges.purge(at=now)


@shared_task(base=ServiceTask, name="accounts.complete_resets")
def complete_resets() -> int:
    """Remove the factors of who lost them, once the wait is over. Returns of how many people."""
    return resets.complete_due(at=timezone.now())


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


@shared_task(base=ServiceTask, name="accounts.sweep_personal_tokens")
def sweep_personal_tokens() -> int:
    """Remove personal access tokens that ended long ago. Returns how many."""
    return keys.sweep(at=timezone.now())


@shared_task(base=ServiceTask, name="accounts.sweep_one_time_tokens")
def sweep_one_time_tokens() -> int:
    """Remove codes and links that are long over, and changes nobody completed. Returns how many."""
    now = timezone.now()
    return one_time.sweep(at=now) + email_changes.sweep(at=now)


@shared_task(base=ServiceTask, name="accounts.sweep_tokens")
def sweep_tokens() -> int:
    """Remove refresh tokens and signing keys that are long out of use. Returns how many."""
    now = timezone.now()
    return tokens.sweep(at=now) + signing_keys.sweep(at=now)


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
