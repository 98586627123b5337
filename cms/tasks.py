"""The nightly walk along the audit log."""

import logging

from celery import shared_task
from django.db import transaction

from cms import audit, chain, selectors
from numoraq.rls.tasks import ServiceTask

logger = logging.getLogger(__name__)


@shared_task(base=ServiceTask, name="cms.verify_audit")
def verify_audit() -> None:
    """Verify the chain, and say in it and in the process's own log what was found.

    The line in the process's log is the copy of the end of the chain that nobody with the
    database's rights can rewrite.
    """
    verdict = chain.verify()
    action = selectors.VERIFIED if verdict.is_whole else selectors.BROKEN
    with transaction.atomic():
        audit.record(
            action=action,
            actor=None,
            after={"links": verdict.links, "head": verdict.head},
            reason=verdict.problem,
        )
    if verdict.is_whole:
        logger.info("audit log whole: %s links, head %s", verdict.links, verdict.head)
    else:
        logger.critical("audit log broken after %s links: %s", verdict.links, verdict.problem)
