"""A code that arrives twice in the same moment: one of them wins."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import Challenge, Factor, User
from accounts.services import challenges, enrolment
from accounts.tests.sending import NUMBER, challenges_of, give_phone, texted, wrong
from conftest import make_person
from numoraq.rls.identity import as_login_role
from numoraq.tests.jobs import Jobs

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "worker"])
AT_ONCE = 6


@pytest.fixture
def sent(jobs: Jobs) -> Challenge:
    """Return the challenge of a code that was sent to Alice."""
    challenge = challenges.issue(factor=give_phone(make_person("alice")), at=timezone.now())
    jobs.run()
    return challenge


def at_once(act: Callable[[], Any]) -> list[Any]:
    """Do something several times in the same moment; return results and errors."""
    found: list[Any] = []
    start = Barrier(AT_ONCE)

    def run() -> None:
        start.wait()
        try:
            found.append(act())
        except Exception as error:  # noqa: BLE001 they are what is looked at
            found.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def give(user: User, challenge: Challenge, code: str) -> Callable[[], Factor]:
    """Return a function that gives a code."""

    def given() -> Factor:
        return challenges.verify(user=user, challenge_id=challenge.pk, code=code, at=timezone.now())

    return given


def test_of_many_right_codes_one_wins(sent: Challenge) -> None:
    with as_login_role():
        alice = User.objects.get()
    found = at_once(give(alice, sent, texted()))
    assert len([one for one in found if isinstance(one, Factor)]) == 1
    assert len([one for one in found if isinstance(one, challenges.ChallengeClosed)]) == AT_ONCE - 1


def test_of_many_wrong_codes_one_is_looked_at(sent: Challenge) -> None:
    with as_login_role():
        alice = User.objects.get()
    found = at_once(give(alice, sent, wrong(texted())))
    assert sorted(type(one).__name__ for one in found) == ["TryLater"] * 5 + ["WrongCode"]
    assert challenges_of(alice)[0].attempts == 1


def test_of_many_codes_wanted_one_is_sent(jobs: Jobs) -> None:
    alice = make_person("alice")
    phone = give_phone(alice)
    found = at_once(lambda: challenges.issue(factor=phone, at=timezone.now()))
    assert len([one for one in found if isinstance(one, Challenge)]) == 1
    assert len(jobs.named("accounts.send_text")) == 1


def test_a_number_added_many_times_is_added_once(jobs: Jobs) -> None:
    alice = make_person("alice")

    def begin() -> Challenge:
        return enrolment.begin(
            user=alice, kind=Factor.Type.PHONE, address=NUMBER, name="Mine", at=timezone.now()
        )

    found = at_once(begin)
    assert sorted(type(one).__name__ for one in found) == ["Challenge"] + ["CooldownPending"] * 5
    with as_login_role():
        assert Factor.objects.count() == 1
