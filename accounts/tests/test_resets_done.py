"""Lost factors are removed once the wait is over, and not before, whatever happens at once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connections, transaction
from django.utils import timezone

from accounts import tasks
from accounts.models import AuthSession, Factor, FactorReset, User
from accounts.services import resets
from accounts.tests.proving import give_app, give_codes
from accounts.tests.sending import give_phone
from accounts.tests.test_resets import reset_of
from cms.models import AuditEntry
from conftest import make_person
from numoraq.rls.identity import as_login_role, as_staff
from numoraq.rls.logins import worker_login
from numoraq.tests.jobs import Jobs

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "worker"])


@pytest.fixture
def approved(alice: User, dana: User) -> FactorReset:
    """Return Alice's request, approved four days ago; she has everything there is."""
    give_app(alice)
    give_codes(alice)
    give_phone(alice)
    now = timezone.now()
    with as_login_role():
        AuthSession.objects.create(user=alice, created_at=now, refreshed_at=now)
        return FactorReset.objects.create(
            user=alice,
            asked_at=now - timedelta(days=5),
            status="approved",
            approved_at=now - timedelta(days=4),
            waits_until=now - timedelta(days=1),
            approved_by=dana,
        )


def complete(at: datetime | None = None) -> int:
    """Run the job, as the worker does."""
    with worker_login():
        return tasks.complete_resets() if at is None else _at(at)


def _at(at: datetime) -> int:
    from numoraq.rls.identity import as_service

    with as_service():
        return resets.complete_due(at=at)


def left(user: User) -> tuple[int, int, int]:
    """Return how many factors, secrets and sessions a person has."""
    with as_login_role():
        return (
            Factor.objects.filter(user=user).count(),
            Authenticator.objects.filter(user=user).count(),
            AuthSession.objects.filter(user=user).count(),
        )


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do things in the same moment; return what each came to, in their order."""
    found: dict[int, Any] = {}
    start = Barrier(len(acts))

    def run(number: int, act: Callable[[], Any]) -> None:
        start.wait()
        try:
            found[number] = act()
        except Exception as error:  # noqa: BLE001 they are what is looked at
            found[number] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [found[number] for number in range(len(acts))]


def test_everything_goes_and_the_person_is_told(
    alice: User, dana: User, approved: FactorReset, jobs: Jobs
) -> None:
    assert left(alice) == (3, 2, 1)
    assert complete() == 1
    assert left(alice) == (0, 0, 0)
    assert reset_of(alice).status == "done"
    jobs.run()
    assert mail.outbox[-1].to == [alice.email]
    assert "was removed" in mail.outbox[-1].subject
    with as_staff(dana):
        (entry,) = AuditEntry.objects.filter(action="factor_reset.done")
    assert (entry.admin_user_id, entry.target_user_id) == (None, alice.pk)


def test_doing_it_twice_is_doing_it_once(alice: User, dana: User, approved: FactorReset) -> None:
    assert [complete(), complete()] == [1, 0]
    with as_staff(dana):
        assert AuditEntry.objects.filter(action="factor_reset.done").count() == 1


def test_before_the_time_nothing_happens(alice: User, approved: FactorReset) -> None:
    assert approved.waits_until is not None
    assert complete(approved.waits_until - timedelta(seconds=1)) == 0
    assert left(alice) == (3, 2, 1)
    assert complete(approved.waits_until) == 1


def test_what_nobody_approved_is_not_done(alice: User) -> None:
    give_app(alice)
    resets.ask(user=alice, at=timezone.now())
    assert complete(timezone.now() + timedelta(days=365)) == 0
    assert left(alice)[0] == 1


def test_what_was_taken_back_is_not_done(alice: User, approved: FactorReset) -> None:
    assert resets.cancel(user=alice, at=timezone.now())
    assert complete() == 0
    assert left(alice) == (3, 2, 1)


def test_others_keep_their_factors(alice: User, bob: User, approved: FactorReset) -> None:
    give_phone(bob)
    complete()
    assert left(bob)[0] == 1


def test_taken_back_and_done_at_once_is_one_of_them(alice: User, approved: FactorReset) -> None:
    is_cancelled, count = at_once(lambda: resets.cancel(user=alice, at=timezone.now()), complete)
    assert is_cancelled != bool(count)
    assert reset_of(alice).status == ("cancelled" if is_cancelled else "done")
    assert (left(alice)[0] == 0) is bool(count)


def test_whoever_is_taking_it_back_is_not_overtaken(alice: User, approved: FactorReset) -> None:
    with transaction.atomic():
        assert resets.cancel(user=alice, at=timezone.now())
        counted: list[int] = []
        worker = Thread(target=lambda: counted.append(_elsewhere()))
        worker.start()
        worker.join()
        assert counted == [0]
    assert complete() == 0
    assert left(alice)[0] == 3


def _elsewhere() -> int:
    try:
        return complete()
    finally:
        connections.close_all()


def test_two_workers_do_it_once(alice: User, dana: User, approved: FactorReset) -> None:
    assert sorted(at_once(complete, complete)) == [0, 1]
    with as_staff(dana):
        assert AuditEntry.objects.filter(action="factor_reset.done").count() == 1


def test_two_members_of_staff_approve_it_once(alice: User, dana: User) -> None:
    resets.ask(user=alice, at=timezone.now())
    erin = make_person("erin")
    with as_staff(dana):
        User.objects.filter(pk=erin.pk).update(is_staff=True, is_superuser=True)

    def approve(actor: User) -> Callable[[], Any]:
        def approved() -> str:
            with as_staff(actor), transaction.atomic():
                reset = FactorReset.objects.select_for_update(of=("self",)).get(user=alice)
                resets.approve(reset=reset, actor=actor, reason="both", at=timezone.now())
            return "approved"

        return approved

    found = at_once(approve(dana), approve(erin))
    assert sorted(type(one).__name__ for one in found) == ["ValidationError", "str"]
    assert [one for one in found if isinstance(one, ValidationError)]
    with as_staff(dana):
        assert AuditEntry.objects.filter(action="factor_reset.approved").count() == 1


def test_asked_many_times_at_once_it_is_one_request(alice: User) -> None:
    at_once(*[lambda: resets.ask(user=alice, at=timezone.now())] * 4)
    with as_login_role():
        assert FactorReset.objects.filter(user=alice).count() == 1
