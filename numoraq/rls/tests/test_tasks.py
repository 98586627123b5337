"""Tasks run as the person they name, or as the service; on the worker's login."""

import pytest
from celery import shared_task
from django.db import ProgrammingError, connection

from accounts.models import User
from finance.models import Entry
from numoraq.rls.identity import ANONYMOUS, current
from numoraq.rls.logins import worker_login
from numoraq.rls.tasks import PersonTask, ServiceTask
from numoraq.rls.tests import rows

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)


@shared_task(base=PersonTask)
def count_own(*, user_id: str) -> int:
    """Count the entries the person sees."""
    return Entry.objects.count()


@shared_task(base=ServiceTask)
def count_all() -> int:
    """Count the entries the service sees."""
    return Entry.objects.count()


@shared_task
def count_without_identity() -> int:
    """Count entries, forgetting to say for whom."""
    return Entry.objects.count()


@pytest.fixture
def rich(alice: User, bob: User) -> None:
    """Give Alice three incomes, and Bob five."""
    rows.give(alice, 3)
    rows.give(bob, 5)


@pytest.mark.usefixtures("rich")
def test_a_task_sees_what_its_identity_sees(alice: User, bob: User) -> None:
    with worker_login():
        assert count_own(user_id=str(alice.pk)) == 3
        assert count_own(user_id=str(bob.pk)) == 5
        assert count_all() == 8
    assert current() == ANONYMOUS


@pytest.mark.usefixtures("rich")
def test_a_task_without_an_identity_is_denied() -> None:
    with worker_login(), pytest.raises(ProgrammingError, match="permission denied"):
        count_without_identity()


def test_a_task_for_a_person_must_name_one() -> None:
    with worker_login(), pytest.raises(KeyError, match="user_id"):
        count_own()


def test_the_worker_has_a_login_of_its_own() -> None:
    with worker_login(), connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        assert cursor.fetchone() == ("nq_worker",)
