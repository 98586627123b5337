"""What was made together is switched off together, whatever else happens to it meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from celery import current_app
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from cms.models import AuditEntry
from cms.tests.cast import cms_of
from conftest import make_person
from numoraq.rls.identity import as_staff, as_user
from premium.errors import CodeRefused
from premium.models import Code
from premium.services import code_batches, codes
from premium.tests.codes import offer
from premium.tests.make import START

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "worker"])
LIST = "/premium/code/"


@pytest.fixture
def dana(transactional_db: None) -> User:
    """Return Dana, who is staff."""
    user = make_person("dana")
    with as_staff(user):
        User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    user.refresh_from_db()
    return user


def batch(dana: User, count: int = 6) -> tuple[list[str], list[Code]]:
    """Return codes that were made together, in plain and as they are stored."""
    once = uuid4()
    with as_staff(dana):
        made = code_batches.make(offer=offer(), count=count, once=once, actor=dana, at=START)
        return made, list(Code.objects.filter(batch=once).order_by("pk"))


def off(dana: User, code: Code) -> int:
    """Switch a batch off."""
    with as_staff(dana):
        return code_batches.switch_off_batch(code=code, actor=dana, reason="Leaked", at=START)


def test_the_rows_are_locked_in_the_order_of_their_keys(dana: User) -> None:
    _made, rows = batch(dana)
    with CaptureQueriesContext(connection) as queries:
        assert off(dana, rows[3]) == 6
    [lock] = [q["sql"] for q in queries if "FOR UPDATE" in q["sql"] and "premium_codes" in q["sql"]]
    assert "ORDER BY" in lock
    assert lock.index("ORDER BY") < lock.index("FOR UPDATE")


def test_the_list_locks_no_row_before_the_batch(dana: User) -> None:
    """It took the row that was picked first, and met whoever went through them in order."""
    _made, rows = batch(dana)
    picked = {"action": "switch_off_batch", "_selected_action": [rows[-1].pk], "reason": "Leaked"}
    client = cms_of(dana)
    with CaptureQueriesContext(connection) as queries:
        client.post(LIST, picked)
    locks = [q["sql"] for q in queries if "FOR UPDATE" in q["sql"] and "premium_codes" in q["sql"]]
    assert len(locks) == 1
    assert rows[-1].batch.hex in locks[0].replace("-", "")


def test_one_that_was_off_before_is_not_counted(dana: User) -> None:
    _made, rows = batch(dana, count=3)
    with as_staff(dana):
        code_batches.switch(code=rows[0], is_active=False, actor=dana, reason="Lost")
    assert (off(dana, rows[0]), off(dana, rows[1])) == (2, 0)
    with as_staff(dana):
        found = AuditEntry.objects.filter(action="code.batch_deactivated")
        assert [entry.details["after"]["codes"] for entry in found] == [2]
        assert not Code.objects.filter(is_active=True).exists()


def test_two_who_switch_the_same_batch_off_do_it_once(dana: User) -> None:
    current_app.loader.import_default_modules()
    _made, rows = batch(dana, count=40)

    def act(code: Code) -> int:
        try:
            return off(dana, code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(act, [rows[0], rows[-1], rows[20], rows[7], rows[33], rows[12]]))
    assert sorted(done) == [0, 0, 0, 0, 0, 40]


def test_who_redeems_while_a_batch_goes_off_gets_all_or_nothing(dana: User) -> None:
    current_app.loader.import_default_modules()
    made, rows = batch(dana, count=8)
    people = [make_person(f"p{number}") for number in range(8)]

    def act(thing: Any) -> bool:
        try:
            if isinstance(thing, Code):
                return bool(off(dana, thing))
            number, person = thing
            with as_user(person):
                codes.redeem(user=person, typed=made[number], at=timezone.now())
        except CodeRefused:
            return False
        else:
            return True
        finally:
            connections.close_all()

    things: list[Any] = list(enumerate(people))
    things.insert(4, rows[0])
    with ThreadPoolExecutor(9) as pool:
        done = list(pool.map(act, things))
    assert done.pop(4)
    with as_staff(dana), transaction.atomic():
        assert sum(Code.objects.values_list("current_uses", flat=True)) == sum(done)
        assert not Code.objects.filter(is_active=True).exists()
