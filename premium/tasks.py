"""Jobs about premium."""

from celery import shared_task
from django.db import transaction

from accounts.models import User
from cms import audit
from cms.models import AuditEntry
from numoraq.rls.tasks import ServiceTask

_ACTION = "code.guessed"


@shared_task(base=ServiceTask, name="premium.record_guessing")
def record_guessing(*, user_id: str, ip: str, at: str) -> None:
    """Record that somebody typed so many wrong codes that no more are taken for a while."""
    after = {"at": at, "ip_address": ip}
    with transaction.atomic():
        person = User.objects.filter(pk=user_id).first()
        same = AuditEntry.objects.filter(action=_ACTION, target_user_id=user_id)
        if person is not None and not same.filter(details__after__at=at).exists():
            audit.record(action=_ACTION, actor=None, target=person, after=after)
