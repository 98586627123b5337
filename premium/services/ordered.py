"""What was ordered of Stripe and not confirmed: asked for again. Runs as the service.

A job that got lost, or tried in vain for hours, is made up for by this. Times are aware UTC.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from premium.services import refunds, stopping
from premium.trouble import Trouble

_log = logging.getLogger(__name__)


def again(*, at: datetime) -> int:
    """Carry out what waits; return how many orders that finished."""
    acts = [partial(refunds.carry_out, payment_id=key, at=at) for key in refunds.overdue(at=at)]
    acts += [partial(stopping.carry_out, subscription_id=key, at=at) for key in stopping.waiting()]
    return sum(_tried(act) for act in acts)


def _tried(act: Callable[[], bool]) -> bool:
    try:
        return act()
    except Trouble as trouble:
        _log.warning("an order waits for the next time: %s", trouble.cause)
    except Exception:  # noqa: BLE001 one order must not stop the others
        _log.exception("an order could not be carried out")
    return False
