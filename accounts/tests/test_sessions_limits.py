"""In how many places at once, and the limits of staff, role by role."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.tests.conftest import Browser
from accounts.tests.test_sessions import age, ids
from accounts.tests.test_sessions_policy import API, DAY, HOUR, browser
from cms.roles import Role
from cms.tests.cast import CMS, staff_of
from conftest import ClientFor, make_person
from numoraq import session_limits
from numoraq.lib import env
from numoraq.lib.limits_of_sessions import SessionLimits
from numoraq.session_limits import ROLES, of_roles

pytestmark = pytest.mark.django_db

__all__ = ["browser"]


def test_the_latest_end_is_shown(alice: User, browser: Browser, settings: Settings) -> None:
    assert browser.get(API).json()[0]["ends_at"] is None
    settings.SESSION_LIMITS = SessionLimits(lifetime=HOUR)
    assert browser.get(API).json()[0]["ends_at"] is not None
    assert "at the latest" in browser.get("/settings/security/").content.decode()


@pytest.mark.parametrize("limit", [1, 3])
def test_beyond_the_limit_those_unused_for_longest_end(
    alice: User, client_for: ClientFor, settings: Settings, limit: int
) -> None:
    settings.SESSION_LIMITS = SessionLimits(at_once=limit)
    clients = [client_for(alice) for _ in range(limit + 2)]
    alive = [client.get("/settings/").status_code == 200 for client in clients]
    assert alive == [False] * 2 + [True] * limit


@pytest.mark.django_db(transaction=True)
def test_sign_ins_at_the_same_moment_keep_exactly_the_limit(settings: Settings) -> None:
    settings.SESSION_LIMITS = SessionLimits(at_once=2)
    alice, start = make_person("alice"), Barrier(6)

    def enter() -> None:
        try:
            start.wait()
            Client().force_login(alice)
        finally:
            connection.close()

    threads = [Thread(target=enter) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids(alice)) == 2


# ---- staff


def test_each_role_of_staff_may_have_limits_of_its_own(
    settings: Settings, client_for: ClientFor
) -> None:
    settings.STAFF_SESSION_LIMITS = SessionLimits(idle=DAY)
    settings.ROLE_SESSION_LIMITS = {"finance": SessionLimits(idle=HOUR)}
    for role, is_in in ((Role.FINANCE, False), (Role.SUPPORT, True)):
        person = staff_of(role)
        client = client_for(person)
        age(ids(person)[0], refreshed_at=2 * HOUR)
        assert (client.get("/settings/").status_code == 200) is is_in, role


def test_the_cms_says_why_too(settings: Settings, client_for: ClientFor, dana: User) -> None:
    settings.STAFF_SESSION_LIMITS = SessionLimits(idle=HOUR)
    client = Client(headers={"host": CMS})
    client.force_login(dana)
    age(ids(dana)[0], refreshed_at=HOUR)
    answer = client.get("/", follow=True)
    assert "nothing was done here" in answer.content.decode()


def test_a_superuser_without_a_role_has_the_limits_of_administrators(dana: User) -> None:
    assert dana.role == "administrator"


def test_limits_of_roles_are_read_from_words() -> None:
    found = of_roles(["Finance:8:1:2", "support:0:0:0"], name="X")
    finance = found["finance"]
    assert (finance.lifetime, finance.idle, finance.at_once) == (8 * HOUR, HOUR, 2)
    assert (found["support"].lifetime, found["support"].at_once) == (None, None)
    assert finance.low_aal == session_limits.STAFF.low_aal == timedelta(minutes=15)


@pytest.mark.parametrize("word", ["boss:1:1:1", "finance:1:1", "finance:a:1:1", "finance:-1:1:1"])
def test_bad_limits_are_refused_loudly(word: str) -> None:
    with pytest.raises(env.BadSetting, match="finance"):
        of_roles([word], name="NUMORAQ_ROLE_SESSIONS")


def test_the_roles_are_those_of_the_cms() -> None:
    assert set(ROLES) == {role.value.lower() for role in Role}
