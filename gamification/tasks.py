"""Jobs about points."""

import logging

from celery import shared_task
from django.utils import timezone

from gamification.services import reconciling
from numoraq.rls.tasks import ServiceTask

logger = logging.getLogger(__name__)


@shared_task(base=ServiceTask, name="gamification.reconcile_points")
def reconcile_points() -> int:
    """Recount points and tiers from the ledger. Returns how many rows were put right."""
    repaired = reconciling.reconcile(at=timezone.now())
    logger.info("recounted all points; %s repaired", repaired)
    return repaired
