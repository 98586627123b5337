"""The servers of a test run, really started: roles, secrets, stale files, an end without rest."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from numoraq.embedded import identity, postgres, sandbox, valkey
from numoraq.embedded.data import DataDir
from numoraq.embedded.failure import CannotStart
from numoraq.embedded.interrupts import Interrupts
from numoraq.embedded.postgres import Postgres


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    """Return the environment of servers that were started for this module."""
    with Interrupts() as interrupts, sandbox.temporary(interrupts) as found:
        yield found


@pytest.fixture
def server(data: DataDir) -> Postgres:
    """Return a server that is not started."""
    user = identity.ServerUser(None, os.geteuid())
    return Postgres(data, data.secrets(), user, data.path / "postgres", 1, durable=False)


def test_the_roles_have_no_more_than_they_should(environment: dict[str, str]) -> None:
    query = """
        SELECT rolname, rolcanlogin, rolinherit, rolbypassrls, rolsuper, rolcreaterole
        FROM pg_roles WHERE rolname LIKE 'nq\\_%' ORDER BY rolname
    """
    with psycopg.connect(environment["DATABASE_URL_OWNER"]) as connection:
        found = connection.execute(query).fetchall()
    assert found == [
        ("nq_backup", True, True, True, False, False),
        ("nq_owner", True, True, False, False, False),
        ("nq_service", False, True, False, False, False),
        ("nq_staff", False, True, False, False, False),
        ("nq_user", False, True, False, False, False),
        ("nq_web", True, False, False, False, False),
        ("nq_worker", True, False, False, False, False),
    ]


def test_who_may_become_whom(environment: dict[str, str]) -> None:
    query = """
        SELECT member.rolname, granted.rolname, inherit_option, set_option, admin_option
        FROM pg_auth_members
        JOIN pg_roles member ON member.oid = member JOIN pg_roles granted ON granted.oid = roleid
        WHERE member.rolname LIKE 'nq\\_%' ORDER BY 1, 2
    """
    with psycopg.connect(environment["DATABASE_URL_OWNER"]) as connection:
        found = connection.execute(query).fetchall()
    assert found == [
        ("nq_backup", "pg_read_all_data", True, True, False),
        ("nq_owner", "nq_service", False, True, False),
        ("nq_web", "nq_staff", False, True, False),
        ("nq_web", "nq_user", False, True, False),
        ("nq_worker", "nq_service", False, True, False),
        ("nq_worker", "nq_user", False, True, False),
    ]


def test_web_can_neither_create_tables_nor_become_the_service(environment: dict[str, str]) -> None:
    for statement in ("CREATE TABLE mine (id int)", "SET ROLE nq_service"):
        with (
            psycopg.connect(environment["DATABASE_URL"]) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(statement)


def test_the_owner_owns_the_database(environment: dict[str, str]) -> None:
    with psycopg.connect(environment["DATABASE_URL_OWNER"]) as connection:
        connection.execute("CREATE TABLE public.proof (id int)")
        connection.rollback()
        owner = connection.execute(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert owner == ("nq_owner",)


def test_a_wrong_password_is_refused(environment: dict[str, str]) -> None:
    with psycopg.connect(environment["DATABASE_URL"]) as connection:
        address = connection.info
        host, port = address.host, address.port
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(host=host, port=port, user="nq_web", password="x", dbname="numoraq")


def test_nothing_of_the_persons_settings_reaches_a_test() -> None:
    given = {
        "NUMORAQ_DEMO": "0",
        "NUMORAQ_BROWSER_TESTS": "required",
        "DATABASE_URL": "postgresql://real",
        "REDIS_URL": "redis://real",
        "HOME": "/home/me",
    }
    assert sorted(sandbox.foreign(given)) == ["DATABASE_URL", "NUMORAQ_DEMO", "REDIS_URL"]


def test_a_pid_file_that_names_a_stranger_is_forgotten(server: Postgres) -> None:
    server.files.mkdir(parents=True)
    path = server.files / "postmaster.pid"
    path.write_text(f"{os.getpid()}\n{server.files}\n")  # alive, but no PostgreSQL of these files
    assert postgres.is_free(server)
    assert not path.exists()


# What runs in the background of a shell, or under some runners, ignores or blocks SIGINT, and so
# would a child: it takes the signal back as PostgreSQL does, and says when it has.
_ORPHAN = """
import signal
signal.signal(signal.SIGINT, signal.SIG_DFL)
signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
print(flush=True)
signal.pause()
"""


@contextlib.contextmanager
def _orphan(files: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process that works in the files of a server and ends at SIGINT."""
    command = [sys.executable, "-c", _ORPHAN]
    with subprocess.Popen(command, cwd=files, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        try:
            yield child
        finally:
            child.kill()


def test_a_server_nobody_watches_any_more_is_asked_to_stop(
    server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.files.mkdir(parents=True)
    with _orphan(server.files) as orphan:
        (server.files / "postmaster.pid").write_text(f"{orphan.pid}\n")
        assert not postgres.is_free(server)
        assert orphan.wait(timeout=60) == -signal.SIGINT
    assert postgres.is_free(server)
    monkeypatch.setattr(postgres, "_ON_LINUX", False)
    assert not postgres._serves(os.getpid(), server.files)


def test_a_machine_without_valkeys_wheel_is_told_what_to_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(CannotStart, match="set REDIS_URL"):
        valkey._program()


def test_files_without_a_pid_file_are_free(server: Postgres) -> None:
    assert postgres.is_free(server)


def test_files_of_another_version_are_refused(server: Postgres) -> None:
    server.files.mkdir(parents=True)
    (server.files / "PG_VERSION").write_text("9\n")
    with pytest.raises(CannotStart, match="was made by PostgreSQL 9, this is 1"):
        postgres.initialise(server, lambda command: pytest.fail("initialised again"))


def test_a_half_made_cluster_is_made_again(server: Postgres) -> None:
    rest = server.base / "data.new" / "rest"
    rest.mkdir(parents=True)

    def initdb(command: object) -> int:
        assert not rest.exists()
        (server.base / "data.new").mkdir()
        return 0

    postgres.initialise(server, initdb)
    assert server.files.exists()
    assert not (server.base / "password").exists()


def test_a_cluster_that_cannot_be_made_is_one_sentence_with_the_log(server: Postgres) -> None:
    server.base.mkdir()
    server.data.log("initdb").write_text("initdb: error: no space\n")
    with pytest.raises(CannotStart, match=r"(?s)could not be created.*no space"):
        postgres.initialise(server, lambda command: 1)


def test_a_machine_without_the_wheel_is_told_what_to_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(CannotStart, match="set DATABASE_URL"):
        postgres.installed()


def test_nobody_gets_places_that_nobody_can_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "_SHARED", tmp_path / "shared")
    hidden = tmp_path / "home"
    hidden.mkdir(mode=0o700)
    (hidden / "programs").mkdir()
    nobody = identity.ServerUser(identity._become_nobody, 65534)
    assert nobody.place(hidden / "postgres").parent.parent == tmp_path / "shared"
    assert nobody.programs(hidden / "programs").parent == tmp_path / "shared" / "programs"
    direct = identity.ServerUser(None, os.geteuid())
    assert direct.place(hidden / "postgres") == hidden / "postgres"
    assert direct.programs(hidden / "programs") == hidden / "programs"
