"""How much of a person's sign-ins is kept, and for how long."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.services import sign_ins
from accounts.tests.conftest import NewBrowser
from accounts.tests.test_sign_in import sign_in
from accounts.tests.test_sign_ins import WRONG, make, note_failure, rows
from conftest import PASSWORD, make_person
from numoraq.rls.identity import as_login_role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("outcome", ["succeeded", "failed"])
def test_a_hundred_of_each_outcome_are_kept(
    alice: User, new_browser: NewBrowser, monkeypatch: pytest.MonkeyPatch, outcome: str
) -> None:
    monkeypatch.setattr(sign_ins, "KEPT", 3)
    now = timezone.now()
    for day in range(1, 5):
        for each in ("succeeded", "failed"):
            make(alice, at=now - timedelta(days=day), outcome=each)
    sign_in(new_browser(), alice.email, PASSWORD if outcome == "succeeded" else WRONG)
    kept = [row for row in rows(alice) if row.outcome == outcome]
    assert len(kept) == 3
    assert kept[0].at == now - timedelta(days=2)
    assert len(rows(alice)) == 7  # the others are left alone


def test_ninety_days_are_kept(alice: User) -> None:
    now = timezone.now()
    young = make(alice, at=now - sign_ins.KEPT_FOR)
    make(alice, at=now - sign_ins.KEPT_FOR - timedelta(seconds=1))
    with as_login_role():
        assert [sign_ins.sweep(at=now), sign_ins.sweep(at=now)] == [1, 0]
    assert rows(alice) == [young]


@pytest.mark.django_db(transaction=True)
def test_failures_at_the_same_moment_do_not_hinder_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sign_ins, "KEPT", 2)
    alice, start, noted = make_person("alice"), Barrier(6), []

    def fail() -> None:
        try:
            start.wait()
            note_failure(alice.email)
            noted.append(True)
        finally:
            connection.close()

    threads = [Thread(target=fail) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    note_failure(alice.email)
    assert (len(noted), len(rows(alice))) == (6, 2)
