"""Jobs of everybody's money, run by the service on a schedule."""

import logging
from datetime import timedelta
from typing import Final

from celery import shared_task
from django.utils import timezone

from finance.services import due, entries, rates, rollups
from numoraq.rls.tasks import ServiceTask
from numoraq.wrappers.errors import OutsideError

KEEP_DELETED: Final = timedelta(days=30)

logger = logging.getLogger(__name__)


@shared_task(name="finance.refresh_rates", base=ServiceTask)
def refresh_rates() -> None:
    """Fetch new exchange rates; after a failure the old ones stay, and the next hour tries."""
    try:
        rates.refresh(at=timezone.now())
    except OutsideError as error:
        logger.warning("exchange rates were not refreshed: %s: %s", type(error).__name__, error)


@shared_task(name="finance.materialise_due", base=ServiceTask)
def materialise_due() -> None:
    """Make the occurrences that are due; hourly, as days begin at 38 different hours."""
    due.materialise_due(at=timezone.now())


@shared_task(name="finance.purge_deleted", base=ServiceTask)
def purge_deleted() -> None:
    """Remove for good what was deleted a month ago."""
    entries.purge(before=timezone.now() - KEEP_DELETED)


@shared_task(name="finance.verify_rollups", base=ServiceTask)
def verify_rollups() -> None:
    """Recount every sum, and put right what differs; each repair is noted in the audit log."""
    found = sum(1 for _row in rollups.verify_all(repair=True))
    logger.info("recounted every sum; %s repaired", found)
