"""Somebody comes back in the very moment in which their account is swept."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, connections, transaction
from django.utils import timezone

from accounts import tasks
from accounts.models import User
from accounts.services import people
from numoraq.rls.identity import as_user
from numoraq.rls.logins import worker_login

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "worker"])

type Act = Callable[[User], Any]


@pytest.fixture
def visitor(db: None) -> User:
    """Return a demo account that was idle for two days."""
    long_ago = timezone.now() - timedelta(days=2)
    return User.objects.create_user("x@demo.invalid", is_demo=True, last_seen_at=long_ago)


@pytest.fixture
def newcomer(db: None) -> User:
    """Return a sign-up that nobody verified for eight days."""
    long_ago = timezone.now() - timedelta(days=8)
    return people.create(email="late@example.org", password=None, at=long_ago)


def come_back(user: User) -> None:
    """Use the demo."""
    with as_user(user):
        User.objects.filter(pk=user.pk).update(last_seen_at=timezone.now())


def prove(user: User) -> None:
    """Enter the code."""
    EmailAddress.objects.filter(user=user).update(verified=True)


def sign_in(user: User) -> None:
    """Sign in."""
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())


def elsewhere(act: Act, user: User, *, until: Event | None = None) -> Thread:
    """Act on the web's login, in a thread with connections of its own; commit when told to."""
    acted = Event()

    def run() -> None:
        try:
            with transaction.atomic():
                act(user)
                acted.set()
                if until is not None:
                    until.wait(10)
        finally:
            acted.set()
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    acted.wait(10)
    return thread


@contextmanager
def just_before_the_lock(act: Act, user: User) -> Iterator[None]:
    """Have somebody act after the sweep has chosen whom to remove."""
    acts = [act]

    def between(execute: Any, sql: str, *rest: Any) -> Any:
        if "FOR UPDATE" in sql and acts:
            elsewhere(acts.pop(), user).join(10)
        return execute(sql, *rest)

    with connection.execute_wrapper(between):
        yield
    assert not acts


def test_a_visitor_who_comes_back_in_between_stays(visitor: User) -> None:
    with worker_login(), just_before_the_lock(come_back, visitor):
        assert tasks.sweep_demo() == 0
    assert User.objects.filter(pk=visitor.pk).exists()


@pytest.mark.parametrize("act", [prove, sign_in])
def test_whoever_proves_the_address_in_between_stays(newcomer: User, act: Act) -> None:
    with worker_login(), just_before_the_lock(act, newcomer):
        assert tasks.sweep_unverified() == 0
    assert User.objects.filter(pk=newcomer.pk).exists()


@pytest.mark.parametrize(
    ("account", "act", "sweep"),
    [
        ("visitor", come_back, tasks.sweep_demo),
        ("newcomer", prove, tasks.sweep_unverified),
        ("newcomer", sign_in, tasks.sweep_unverified),
    ],
)
def test_whoever_is_at_it_is_left_alone_and_not_kept_waiting(
    request: pytest.FixtureRequest, account: str, act: Act, sweep: Callable[[], int]
) -> None:
    user, committed = request.getfixturevalue(account), Event()
    thread = elsewhere(act, user, until=committed)
    with worker_login():
        assert sweep() == 0
    committed.set()
    thread.join(10)
    assert User.objects.filter(pk=user.pk).exists()


def test_the_others_are_swept(visitor: User, newcomer: User) -> None:
    with worker_login():
        assert (tasks.sweep_demo(), tasks.sweep_unverified()) == (1, 1)
    assert not User.objects.exists()
