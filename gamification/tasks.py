"""Jobs about points."""

import logging
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from gamification.services import achievements, board, reconciling, referrals
from numoraq.rls.tasks import ServiceTask

logger = logging.getLogger(__name__)


@shared_task(base=ServiceTask, name="gamification.reconcile_points")
def reconcile_points() -> int:
    """Recount points and tiers from the ledger. Returns how many rows were put right."""
    repaired = reconciling.reconcile(at=timezone.now())
    logger.info("recounted all points; %s repaired", repaired)
    return repaired


@shared_task(base=ServiceTask, name="gamification.rank_leaderboard")
def rank_leaderboard() -> int:
    """Count who is ahead of whom. Returns for how many different numbers of points."""
    return board.rank(at=timezone.now())


@shared_task(base=ServiceTask, name="gamification.settle_referrals")
def settle_referrals() -> int:
    """Give points for friends who have begun or stay, and take back. Returns for how many."""
    return referrals.settle(at=timezone.now())


@shared_task(base=ServiceTask, name="gamification.look_for_achievements")
def look_for_achievements(*, user_id: str) -> int:
    """Give a person what they have achieved. Returns how much."""
    return achievements.look(person_id=UUID(user_id), at=timezone.now())
