"""Accounts that are closed, kept after all, or deleted with everything that is theirs."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.files.storage import default_storage
from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from accounts.leaving import closing, erasing, exports, sweeping, tasks
from accounts.leaving.errors import AccountGone, StaffStay
from accounts.models import AuthSession, PersonalToken, User
from accounts.services import people, profiles
from accounts.tests.proving import give_app, give_codes
from cms import chain
from cms.models import AuditEntry
from conftest import ClientFor, make_person
from finance.imports.services import sweeping as import_sweeping
from numoraq.rls.identity import as_login_role, as_service, as_staff, as_user
from numoraq.rls.logins import worker_login
from numoraq.tests import belongings
from numoraq.tests.jobs import Jobs

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "worker", "owner"])

NOW = timezone.now()
LATER = NOW + timedelta(days=30, minutes=1)
# Every column that refers to a person, by its constraint or its name.
_REFERENCES = """
    SELECT DISTINCT c.oid::regclass::text, a.attname
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND a.attnum = ANY (k.conkey)
        AND k.confrelid = 'auth_users'::regclass
    WHERE c.relkind = 'r' AND c.relnamespace IN ('public'::regnamespace, 'app'::regnamespace)
      AND NOT a.attisdropped AND (k.oid IS NOT NULL OR a.attname = 'user_id')
"""


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Keep files in a folder of the test's own."""
    belongings.keep_files_in(tmp_path, settings)
    return tmp_path


@pytest.fixture
def leaving(alice: User, client_for: ClientFor, jobs: Jobs) -> User:
    """Return Alice, who has one of everything and has asked to be deleted."""
    client_for(alice)
    give_app(alice)
    give_codes(alice)
    belongings.of(alice)
    with as_login_role():
        SocialAccount.objects.create(user=alice, provider="google", uid="1", extra_data={})
    exports.ask(user=alice, at=NOW)
    jobs.run()
    mail.outbox.clear()
    closing.ask(user=alice, at=NOW)
    jobs.run()
    return alice


def found(user: User) -> User | None:
    """Return a person as the database has them."""
    return User.objects.filter(pk=user.pk).first()


def subjects() -> list[str]:
    """Return what the mails since the last look were about."""
    seen = [message.subject.removeprefix("NumoraQ: ") for message in mail.outbox]
    mail.outbox.clear()
    return seen


def traces(user: User) -> dict[str, int]:
    """Return in which tables there are rows of a person, and how many."""
    seen: dict[str, int] = {}
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute(_REFERENCES)
        for table, column in [*cursor.fetchall(), ("auth_users", "id")]:
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            query = f'SELECT count(*) FROM {table} WHERE "{column}"::text = %s'
            cursor.execute(query, [str(user.pk)])
            [count] = cursor.fetchone()
            if count:
                seen[table] = count
        transaction.set_rollback(True, "owner")
    return seen


def erase(at: datetime = LATER) -> int:
    """Do what the hourly job does, at a moment; return how many accounts went."""
    with worker_login(), as_service():
        return erasing.erase_due(at=at)


def test_asking_closes_the_account_at_once(leaving: User) -> None:
    person = found(leaving)
    assert person is not None
    assert person.deletion_due_at == NOW + timedelta(days=30)
    assert (person.is_active, person.is_closed) == (True, True)
    with as_login_role():
        assert not AuthSession.objects.filter(user=leaving).exists()
        assert not PersonalToken.objects.filter(user=leaving).exists()
    assert subjects() == ["Your account will be deleted"]


def test_asking_twice_changes_nothing(leaving: User, jobs: Jobs) -> None:
    due = closing.ask(user=leaving, at=NOW + timedelta(days=5))
    jobs.run()
    assert due == NOW + timedelta(days=30)
    assert len(subjects()) == 1


def test_kept_everything_is_as_before(leaving: User, jobs: Jobs) -> None:
    before = belongings.picture(leaving)
    subjects()
    assert closing.keep(user=leaving) is True
    assert closing.keep(user=leaving) is False
    jobs.run()
    person = found(leaving)
    assert person is not None
    assert (person.deletion_due_at, person.deletion_reminded_at) == (None, None)
    assert belongings.picture(leaving) == before
    assert subjects() == ["Your account stays"]
    assert erase() == 0


def test_nothing_goes_before_the_time(leaving: User) -> None:
    assert erase(at=NOW + timedelta(days=29, hours=23)) == 0
    assert found(leaving) is not None


def test_every_row_goes_and_nobody_elses(leaving: User, bob: User) -> None:
    belongings.of(bob)
    others = traces(bob)
    had = traces(leaving)
    assert {"auth_users", "profiles", "financial_entries", "auth_exports"} & set(had)
    assert len(had) >= 12
    assert erase() == 1
    assert traces(leaving) == {}
    assert traces(bob) == others
    assert erase() == 0


def test_every_file_goes_and_nobody_elses(leaving: User, bob: User, folder: Path) -> None:
    belongings.of(bob)
    with as_user(leaving):
        mine = {e.file_key for e in exports.recent(user=leaving)}
    assert len(mine) == 2
    names = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert mine < names
    erase()
    kept = [path for path in folder.rglob("*") if path.is_file()]
    assert len(kept) == 3  # Bob's archive, his import, and its rows
    assert not any(default_storage.exists(key) for key in mine)


def test_the_last_mail_is_sent_once_it_is_done(leaving: User, jobs: Jobs) -> None:
    subjects()
    erase()
    jobs.run()
    [sent] = mail.outbox
    assert sent.to == ["alice@example.org"]
    assert subjects() == ["Your account was deleted"]


def test_a_reminder_is_sent_once_three_days_before(leaving: User, jobs: Jobs) -> None:
    subjects()
    for days, expected in ((26, 0), (27.01, 1), (28, 0)):
        with worker_login(), as_service():
            assert erasing.remind(at=NOW + timedelta(days=days)) == expected
    jobs.run()
    assert subjects() == ["Your account will be deleted soon"]


def test_a_short_time_brings_no_reminder(alice: User, jobs: Jobs, settings: Any) -> None:
    settings.DELETION_GRACE_DAYS = 2
    closing.ask(user=alice, at=NOW)
    with worker_login(), as_service():
        assert erasing.remind(at=NOW + timedelta(days=1)) == 0
    assert erase(at=NOW + timedelta(days=2)) == 1


def test_the_log_keeps_the_id_and_stays_whole(leaving: User) -> None:
    key = leaving.pk
    erase()
    with worker_login(), as_service():
        [entry] = AuditEntry.objects.filter(action="person.deleted")
        assert (entry.target_user_id, entry.admin_user_id) == (key, None)
        assert "alice" not in str(entry.details).lower()
        assert chain.verify().is_whole


def test_demo_accounts_go_at_once_without_a_mail(db: None, jobs: Jobs) -> None:
    visitor = make_person("x")
    demo = User.objects.create_user("y@demo.invalid", is_demo=True, last_seen_at=NOW)
    profiles.create(user=demo)
    closing.ask(user=demo, at=NOW)
    jobs.run()
    assert found(demo) is None
    assert found(visitor) is not None
    assert subjects() == []


def test_staff_stay(dana: User) -> None:
    with pytest.raises(StaffStay):
        closing.ask(user=dana, at=NOW)
    assert traces(dana)["auth_users"] == 1
    with as_staff(dana), pytest.raises(DatabaseError, match="staff_stay"), transaction.atomic():
        User.objects.filter(pk=dana.pk).update(deletion_due_at=NOW)


def test_who_is_gone_cannot_keep(leaving: User) -> None:
    erase()
    with pytest.raises(AccountGone):
        closing.keep(user=leaving)


def test_no_sql_of_a_page_closes_keeps_or_deletes(alice: User, bob: User, leaving: User) -> None:
    with as_user(bob):
        assert User.objects.filter(pk=alice.pk).update(deletion_due_at=None) == 0
        for change in ({"deletion_due_at": NOW}, {"deletion_reminded_at": NOW}):
            with pytest.raises(DatabaseError, match="by proof"), transaction.atomic():
                User.objects.filter(pk=bob.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            User.objects.filter(pk=bob.pk)._raw_delete("default")
    with as_user(leaving), pytest.raises(DatabaseError, match="by proof"), transaction.atomic():
        User.objects.filter(pk=leaving.pk).update(deletion_due_at=None)
    with as_login_role(), pytest.raises(DatabaseError), transaction.atomic():
        User.objects.filter(pk=bob.pk)._raw_delete("default")


def test_one_that_cannot_be_deleted_keeps_no_other_from_it(
    leaving: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    closing.ask(user=bob, at=NOW + timedelta(seconds=1))
    delete = people.delete_if_still

    def stubborn(*, key: Any, among: Any) -> bool:
        if key == leaving.pk:
            raise DatabaseError
        return delete(key=key, among=among)

    with monkeypatch.context() as broken:
        broken.setattr("accounts.services.people.delete_if_still", stubborn)
        assert erase() == 1
    assert (found(bob), found(leaving) is None) == (None, False)
    assert erase() == 1


def test_a_crash_after_the_commit_leaves_files_to_the_sweep(
    leaving: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between rows and files: the files are orphans, and go with the next sweeps."""

    with monkeypatch.context() as dying:
        dying.setattr(default_storage, "delete", lambda _key: 1 / 0)
        assert erase() == 1
    assert any(path.is_file() for path in folder.rglob("*"))
    at = timezone.now() + timedelta(days=2)
    with worker_login(), as_service():
        sweeping.drop_orphans(at=at)
        import_sweeping.drop_orphans(at=at)
    assert not any(path.is_file() for path in folder.rglob("*"))


def test_the_jobs_run_by_the_clock(leaving: User, jobs: Jobs) -> None:
    with worker_login():
        assert (tasks.erase_due(), tasks.remind_leaving()) == (0, 0)
        assert tasks.erase(user_id=str(leaving.pk)) is False
    with as_login_role():
        User.objects.filter(pk=leaving.pk).update(deletion_due_at=NOW)
    with worker_login():
        assert tasks.erase(user_id=str(leaving.pk)) is True
        assert tasks.erase(user_id=str(leaving.pk)) is False
