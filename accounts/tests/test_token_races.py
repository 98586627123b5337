"""Refresh tokens under requests at the same moment, in real threads."""

from datetime import datetime
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections
from pytest_django import Settings

from accounts.models import AuthSession, RefreshToken, User
from accounts.tests.conftest import NewBrowser
from accounts.tests.programs import Program
from accounts.tests.test_token_refresh import LATER, end_session, first, good, now, renewed
from accounts.tokens import services
from accounts.tokens.services import Pair, Refused
from numoraq.lib.limits_of_sessions import SessionLimits

__all__ = ["first", "now"]

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(acts: list[Any]) -> list[Any]:
    """Do some things in threads that begin together, and return what each gave."""
    barrier, found = Barrier(len(acts)), []

    def run(act: Any) -> None:
        barrier.wait()
        try:
            found.append(act())
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_of_parallel_exchanges_one_lineage_is_left(alice: User, first: str, now: datetime) -> None:
    found = at_once([lambda: services.renew(token=first, at=now)] * 6)
    assert len(found) == 6
    assert all(isinstance(one, Pair) for one in found)
    assert len({one.refresh_token for one in found}) == 6
    assert good() == 1
    (left,) = [one for one in found if services._hash(one.refresh_token) == _good_hash()]
    assert renewed(left.refresh_token, now + LATER)
    assert good() == 1


def test_of_parallel_second_uses_none_gets_through(alice: User, first: str, now: datetime) -> None:
    renewed(renewed(first, now), now)
    found = at_once([lambda: services.renew(token=first, at=now + LATER)] * 4)
    assert len(found) == 4
    assert set(found) <= {Refused.USED, Refused.ENDED, Refused.UNKNOWN}
    assert not AuthSession.objects.filter(user=alice).exists()


def test_signing_out_while_exchanging_leaves_nothing(
    alice: User, first: str, now: datetime
) -> None:
    at_once([lambda: services.renew(token=first, at=now), lambda: end_session(alice)])
    assert not RefreshToken.objects.exists()


def test_signing_in_elsewhere_does_not_wait_for_an_exchange_forever(
    alice: User, first: str, now: datetime, settings: Settings, new_browser: NewBrowser
) -> None:
    settings.SESSION_LIMITS = SessionLimits(at_once=1)
    elsewhere = Program(new_browser)
    found = at_once(
        [lambda: services.renew(token=first, at=now), lambda: elsewhere.sign_in(alice).status_code]
    )
    assert len(found) == 2
    assert 200 in found
    assert RefreshToken.objects.filter(revoked=False).count() == 1


def _good_hash() -> bytes:
    return bytes(RefreshToken.objects.get(revoked=False).token_hash)
