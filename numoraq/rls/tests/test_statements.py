"""What the database refuses, whatever Python asks of it."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, ProgrammingError, connection, connections, transaction
from django.db.models import Sum

from accounts.models import Profile, User
from finance.models import Entry
from numoraq.rls.identity import ANONYMOUS, Identity, acting_as, as_service, as_user, current
from numoraq.rls.tests import rows


@pytest.fixture
def rich(alice: User, bob: User) -> None:
    """Give Alice three incomes of 10, and Bob five of 1000."""
    rows.give(alice, 3, amount=10)
    rows.give(bob, 5, amount=1000)


@pytest.mark.usefixtures("rich")
def test_no_identity_is_denied() -> None:
    denied = pytest.raises(ProgrammingError, match="permission denied for table financial_data")
    with denied, transaction.atomic():
        Entry.objects.count()


@pytest.mark.usefixtures("rich")
def test_a_role_without_a_person_sees_nothing() -> None:
    for user_id in ("", str(uuid.uuid4())):
        with acting_as(Identity("nq_user", user_id)):
            assert Entry.objects.count() == 0


@pytest.mark.usefixtures("rich")
def test_the_web_login_cannot_become_the_service() -> None:
    denied = pytest.raises(DatabaseError, match="permission denied to set role")
    with denied, transaction.atomic(), as_service():
        Entry.objects.count()


@pytest.mark.usefixtures("rich")
def test_rows_of_others_cannot_be_written(alice: User, bob: User) -> None:
    refused = "violates row-level security"
    with as_user(alice):
        with pytest.raises(ProgrammingError, match=refused), transaction.atomic():
            Entry.objects.bulk_create([rows.entry(alice), rows.entry(bob)])
        with pytest.raises(ProgrammingError, match=refused), transaction.atomic():
            Entry.objects.update(user=bob)
        assert Entry.objects.filter(user=bob).update(amount=0) == 0
        assert Entry.objects.filter(user=bob).delete()[0] == 0
        assert Entry.objects.count() == 3
        assert Profile.objects.get().pk == alice.pk
        assert User.objects.get() == alice


def test_people_cannot_raise_their_own_rights(alice: User) -> None:
    refused = "only staff|a demo account"
    for change in ({"is_staff": True}, {"is_superuser": True}, {"is_demo": True}):
        with as_user(alice), pytest.raises(DatabaseError, match=refused), transaction.atomic():
            User.objects.filter(pk=alice.pk).update(**change)
        with pytest.raises(DatabaseError, match=refused), transaction.atomic():
            User.objects.filter(pk=alice.pk).update(**change)
    with pytest.raises(DatabaseError, match="only staff"), transaction.atomic():
        User.objects.create_user("mallory@example.org", is_superuser=True)
    with as_user(alice), pytest.raises(ProgrammingError, match="denied"), transaction.atomic():
        alice.delete()


def test_people_may_change_their_own_password(alice: User) -> None:
    with as_user(alice):
        alice.set_password("a longer and better one")
        alice.save()
    alice.refresh_from_db()
    assert alice.check_password("a longer and better one")


def read_as_another_and_roll_back(user: User) -> None:
    """Take another identity inside a savepoint that is rewound."""
    with transaction.atomic():
        with as_user(user):
            assert Entry.objects.count() == 5
        transaction.set_rollback(True)


@pytest.mark.usefixtures("rich")
def test_identities_nest_and_come_back_after_a_savepoint(alice: User, bob: User) -> None:
    with as_user(alice):
        assert Entry.objects.count() == 3
        read_as_another_and_roll_back(bob)
        assert Entry.objects.count() == 3
        with as_user(bob):
            assert Entry.objects.count() == 5
        assert Entry.objects.count() == 3
    assert current() == ANONYMOUS


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("rich")
def test_threads_do_not_mix_people(alice: User, bob: User) -> None:
    def read(user: User, expected: int) -> list[str]:
        wrong = []
        try:
            for _ in range(40):
                with as_user(user):
                    if Entry.objects.count() != expected:
                        wrong.append("rows of somebody else")
                try:
                    Entry.objects.count()
                    wrong.append("rows without an identity")
                except ProgrammingError:
                    pass
        finally:
            connections.close_all()
        return wrong

    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(read, *job) for job in [(alice, 3), (bob, 5)] * 4]
        assert [job.result() for job in jobs] == [[]] * 8


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("rich")
def test_a_new_thread_has_no_identity(alice: User) -> None:
    seen: list[object] = []

    def read() -> None:
        try:
            seen.append(Entry.objects.count())
        except ProgrammingError as error:
            seen.append(str(error).splitlines()[0])
        finally:
            connections.close_all()

    with as_user(alice):
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    assert seen == ["permission denied for table financial_data"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("rich")
def test_a_pooled_connection_leaks_nothing(
    alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = connections.settings["default"]
    monkeypatch.setitem(settings, "OPTIONS", {"pool": {"min_size": 1, "max_size": 2}})
    monkeypatch.setitem(settings, "CONN_MAX_AGE", 0)
    expected = {alice.pk: 3, bob.pk: 5}

    def read(number: int) -> tuple[int, str, str]:
        user = (alice, bob)[number % 2]
        pooled = connections["default"]
        try:
            if number % 5 == 0:
                with pytest.raises(DatabaseError), as_user(user), pooled.cursor() as cursor:
                    cursor.execute("SELECT 1 / 0")
            with as_user(user), pooled.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM financial_data")
                surplus = cursor.fetchone()[0] - expected[user.pk]
            with pooled.cursor() as cursor:
                cursor.execute("SELECT current_user, current_setting('app.user_id', true)")
                role, user_id = cursor.fetchone()
                return surplus, role, user_id or ""
        finally:
            pooled.close()

    try:
        with ThreadPoolExecutor(8) as threads:
            assert set(threads.map(read, range(120))) == {(0, "nq_web", "")}
    finally:
        connection.close_pool()  # type: ignore[attr-defined]


@pytest.mark.django_db(databases=["default", "worker"], transaction=True)
@pytest.mark.usefixtures("rich")
def test_the_worker_acts_for_people_and_as_the_service(alice: User, bob: User) -> None:
    entries = Entry.objects.using("worker")
    with as_user(alice):
        assert entries.count() == 3
    with as_user(bob):
        assert entries.count() == 5
    with as_service():
        assert entries.aggregate(total=Sum("amount"))["total"] == 5030
    with pytest.raises(ProgrammingError, match="permission denied"):
        entries.count()


@pytest.mark.usefixtures("rich")
def test_apply_identity_covers_raw_copy(alice: User) -> None:
    with as_user(alice), transaction.atomic():
        connection.apply_identity()  # type: ignore[attr-defined]
        query = "COPY (SELECT amount FROM financial_data) TO STDOUT"
        with connection.connection.cursor() as cursor, cursor.copy(query) as copy:
            assert sum(1 for _ in copy.rows()) == 3


@pytest.mark.django_db
def test_assume_role_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "assume_role", "nq_user")
    with pytest.raises(ImproperlyConfigured):
        connection.init_connection_state()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("rich")
def test_plain_sql_as_the_logins_shows_only_own_rows(alice: User, bob: User) -> None:
    web = connection.settings_dict
    address = psycopg.conninfo.make_conninfo(
        host=web["HOST"],
        port=web["PORT"],
        dbname=web["NAME"],
        user=web["USER"],
        password=web["PASSWORD"],
    )
    with psycopg.connect(address) as plain:
        tables = [
            row[0]
            for row in plain.execute(
                "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
                " WHERE c.relkind = 'r' AND a.attname = 'user_id' AND NOT a.attisdropped"
                " AND c.relnamespace = 'public'::regnamespace"
            )
        ]
        assert "financial_data" in tables
        plain.execute("SET LOCAL ROLE nq_user")
        plain.execute("SELECT set_config('app.user_id', %s, true)", [str(alice.pk)])
        for table in tables:
            plain.execute("SAVEPOINT before")
            try:
                query = psycopg.sql.SQL("SELECT DISTINCT user_id FROM {}")
                owners = plain.execute(query.format(psycopg.sql.Identifier(table))).fetchall()
                assert {owner for (owner,) in owners} <= {alice.pk}, table
            except psycopg.errors.InsufficientPrivilege:
                plain.execute("ROLLBACK TO before")
