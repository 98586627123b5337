"""The one way to write the audit log."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.db.transaction import TransactionManagementError
from django.test import RequestFactory

from accounts.models import Profile, User
from cms import audit, chain, origin
from cms.models import AuditEntry
from numoraq.rls.identity import as_login_role, as_service, as_staff, as_user
from numoraq.rls.logins import worker_login

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_did_what_to_whom_and_why(alice: User, dana: User) -> None:
    with as_staff(dana):
        entry = audit.record(
            action="person.deactivated",
            actor=dana,
            target=alice,
            before={"is_active": True},
            after={"is_active": False},
            reason="asked for it",
        )
        found = AuditEntry.objects.get(pk=entry.pk)
    assert (found.admin_user_id, found.target_user_id) == (dana.pk, alice.pk)
    assert (found.target_type, found.target_id) == ("accounts.user", str(alice.pk))
    assert found.details == {
        "reason": "asked for it",
        "before": {"is_active": True},
        "after": {"is_active": False},
    }
    assert (found.ip_address, found.user_agent) == (None, "")


def test_the_database_numbers_dates_and_chains_an_entry(dana: User) -> None:
    with as_staff(dana):
        first = audit.record(action="tier.changed", actor=dana)
        second = audit.record(action="tier.changed", actor=dana)
    assert second.seq == first.seq + 1
    assert second.prev_hash == first.hash
    assert len(first.hash) == 64
    assert second.created_at > first.created_at


def test_what_the_writer_says_about_the_chain_does_not_count(dana: User) -> None:
    with as_staff(dana):
        made_up = AuditEntry.objects.create(
            action="tier.changed", admin_user_id=dana.pk, seq=999_999, hash="f" * 64
        )
    assert made_up.seq != 999_999
    assert made_up.hash != "f" * 64


def test_the_request_behind_the_change_is_remembered(dana: User, rf: RequestFactory) -> None:
    request = rf.post("/", REMOTE_ADDR="198.51.100.4", headers={"user-agent": "Firefox\0 1"})
    with as_staff(dana), origin.coming_from(request):
        entry = audit.record(action="tier.changed", actor=dana)
    assert (entry.ip_address, entry.user_agent) == ("198.51.100.4", "Firefox 1")


def test_an_entry_falls_with_its_change(dana: User) -> None:
    with as_staff(dana):
        before = AuditEntry.objects.count()
        with transaction.atomic():
            audit.record(action="tier.changed", actor=dana)
            transaction.set_rollback(True)
        assert AuditEntry.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_an_entry_needs_a_transaction(dana: User) -> None:
    with as_staff(dana), pytest.raises(TransactionManagementError, match="of the change"):
        audit.record(action="tier.changed", actor=dana)


def test_staff_write_in_their_own_name_alone(alice: User, dana: User) -> None:
    for other in (alice, None):
        with (
            as_staff(dana),
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction.atomic(),
        ):
            audit.record(action="tier.changed", actor=other)


def test_nobody_else_writes_or_reads(alice: User) -> None:
    for identity in (as_user(alice), as_login_role()):
        with identity:
            for act in (
                lambda: audit.record(action="tier.changed", actor=alice),
                AuditEntry.objects.count,
            ):
                with (
                    pytest.raises(ProgrammingError, match="permission denied"),
                    transaction.atomic(),
                ):
                    act()


def test_an_action_is_a_noun_and_a_verb(dana: User) -> None:
    for wrong in ("changed", "Tier.Changed", "tier changed.", ""):
        with (
            as_staff(dana),
            pytest.raises(IntegrityError, match="audit_action_form"),
            transaction.atomic(),
        ):
            audit.record(action=wrong, actor=dana)


def test_the_person_behind_a_row_is_found(alice: User) -> None:
    with as_user(alice):
        profile = Profile.objects.get(user=alice)
    assert audit.person_id(alice) == alice.pk
    assert audit.person_id(profile) == alice.pk
    assert audit.person_id(AuditEntry()) is None
    assert audit.person_id(None) is None


def test_a_snapshot_has_no_secrets(alice: User) -> None:
    values = audit.snapshot(alice)
    assert values["email"] == "alice@example.org"
    assert "password" not in values
    assert audit.snapshot(alice, ["email", "password"]) == {"email": "alice@example.org"}


def test_the_difference_is_what_changed() -> None:
    before = {"a": 1, "b": Decimal("2.00"), "c": None}
    after = {"a": 1, "b": Decimal("3.00"), "c": "x"}
    assert audit.difference(before, after) == (
        {"b": Decimal("2.00"), "c": None},
        {"b": Decimal("3.00"), "c": "x"},
    )


@pytest.mark.django_db(transaction=True, databases=["default", "worker"])
def test_a_deleted_person_stays_in_the_log(dana: User) -> None:
    person = User.objects.create_user("gone@example.org")
    with as_staff(dana), transaction.atomic():
        entry = audit.record(action="person.deactivated", actor=dana, target=person)
    with worker_login(), as_service():
        assert User.objects.filter(pk=person.pk).delete()[0]
    with as_staff(dana):
        found = AuditEntry.objects.get(pk=entry.pk)
        verdict = chain.verify()
    assert found.target_user_id == entry.target_user_id is not None
    assert verdict.is_whole
