"""A command may take the worker's login, where there is one."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections

from numoraq.rls.logins import worker_login

pytestmark = pytest.mark.django_db(databases=["default", "worker"])


def login() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        return str(cursor.fetchone()[0])


def test_the_login_is_the_workers_inside_the_block_alone() -> None:
    assert login() == "nq_web"
    with worker_login():
        assert login() == "nq_worker"
    assert login() == "nq_web"


def test_it_returns_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), worker_login():
        _ = 1 / 0
    assert login() == "nq_web"


def test_a_process_without_that_login_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(connections.settings, "worker")
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL_WORKER"), worker_login():
        pass
