"""Codes redeemed by several people at once, who all come for the same ones."""

from concurrent.futures import ThreadPoolExecutor
from typing import Final
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from accounts.models import User
from numoraq.bench import measure, people
from numoraq.bench.cases import Scale
from numoraq.bench.report import Result
from numoraq.rls.identity import as_staff, as_user
from premium.models import CodeType
from premium.services import code_batches, codes

_MS: Final = 50.0
_THREADS: Final = 8


def run(scale: Scale) -> list[Result]:
    """Return how long a redemption takes, with the days it adds."""
    redeemers = [people.make(rows=0, today=scale.today) for _ in range(_THREADS)]
    written = _made(1 + scale.requests // _THREADS, by=redeemers[0])

    def redeem(person: User) -> list[float]:
        with as_user(person):
            taken = [
                measure.timed(lambda code=code: _redeem(person, code))  # type: ignore[misc]
                for code in written
            ]
        connection.close()
        return taken[1:]  # the first opens a connection

    with ThreadPoolExecutor(_THREADS) as pool:
        seconds = [one for taken in pool.map(redeem, redeemers) for one in taken]
    p99 = measure.Sample(tuple(seconds)).p99
    note = f"p99, {_THREADS} threads"
    return [Result("codes: a redemption", p99 * 1000, None, "ms", _MS, note=note)]


def _made(count: int, *, by: User) -> list[str]:
    offer = code_batches.Offer(type=CodeType.TIME_CREDIT, value=24, max_uses=_THREADS)
    with as_staff(by):
        return code_batches.make(
            offer=offer, count=count, once=uuid4(), actor=by, at=timezone.now()
        )


def _redeem(person: User, code: str) -> object:
    return codes.redeem(user=person, typed=code, at=timezone.now())
