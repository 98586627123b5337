"""The roles of staff and their rights."""

import threading

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, connection, connections, transaction

from accounts.models import User
from cms import roles, selectors
from cms.models import AuditEntry
from cms.roles import Role
from cms.services import staff
from cms.tests.cast import staff_of
from numoraq.rls.identity import as_staff, as_user

pytestmark = pytest.mark.django_db


def _rights(role: Role) -> set[str]:
    permissions = Permission.objects.filter(group__name=role)
    return {f"{p.content_type.app_label}.{p.codename}" for p in permissions}


def test_each_role_has_exactly_its_rights() -> None:
    for role in Role:
        wanted = {
            f"{label.partition('.')[0]}.{verb}_{label.partition('.')[2]}"
            for label, rights in roles.PERMISSIONS.items()
            for verb in rights.get(role, ())
        }
        assert _rights(role) == wanted, role
    assert not {right for right in _rights(Role.ADMINISTRATOR) if ".delete" in right}


def test_every_model_named_exists() -> None:
    for label in roles.PERMISSIONS:
        assert apps.get_model(label)


@pytest.mark.django_db(databases=["default", "owner"])
def test_loading_takes_back_what_was_given_by_hand() -> None:
    plans = Permission.objects.using("owner").filter(content_type__app_label="premium")
    group = Group.objects.using("owner").get(name=Role.SUPPORT)
    group.permissions.set(plans)
    roles.load(app_config=apps.get_app_config("premium"), using="owner")
    given = {p.codename for p in group.permissions.filter(pk__in=plans)}
    wanted = {
        f"{act}_{label.partition('.')[2]}"
        for label, rights in roles.PERMISSIONS.items()
        for act in rights.get(Role.SUPPORT, ())
        if label.startswith("premium.")
    }
    assert "change_payment" not in given
    assert given == wanted


def test_an_administrator_gives_and_takes_rights(alice: User, dana: User) -> None:
    with as_staff(dana):
        staff.set_role(person=alice, role=Role.SUPPORT, actor=dana, reason="new colleague")
    alice = User.objects.get(pk=alice.pk)
    assert alice.is_staff
    assert alice.has_perm("accounts.view_user")
    assert not alice.has_perm("premium.change_plan")
    assert not selectors.is_administrator(alice)
    with as_staff(dana):
        staff.set_role(person=alice, role=Role.ADMINISTRATOR, actor=dana, reason="promoted")
        assert selectors.is_administrator(User.objects.get(pk=alice.pk))
        staff.set_role(person=alice, role=None, actor=dana, reason="left")
        told = [entry.details for entry in AuditEntry.objects.order_by("seq")]
    alice = User.objects.get(pk=alice.pk)
    assert not alice.is_staff
    assert not alice.groups.exists()
    assert told[0] == {
        "reason": "new colleague",
        "before": {"is_staff": False, "roles": []},
        "after": {"is_staff": True, "roles": ["Support"]},
    }
    assert told[2]["after"] == {"is_staff": False, "roles": []}


def test_nobody_changes_their_own_rights(dana: User) -> None:
    with as_staff(dana), pytest.raises(ValidationError):
        staff.set_role(person=dana, role=None, actor=dana, reason="tired")


def test_other_roles_give_nothing(alice: User) -> None:
    for role in (Role.SUPPORT, Role.EDITOR, Role.FINANCE):
        actor = staff_of(role)
        with as_staff(actor), pytest.raises(PermissionDenied):
            staff.set_role(person=alice, role=Role.SUPPORT, actor=actor, reason="friend")
    assert not User.objects.get(pk=alice.pk).is_staff


def test_whoever_is_locked_out_administers_nothing(dana: User) -> None:
    assert selectors.administrators().filter(pk=dana.pk).exists()
    with as_staff(dana):
        User.objects.filter(pk=dana.pk).update(is_active=False)
    assert not selectors.administrators().exists()


def test_a_person_cannot_join_a_group(alice: User) -> None:
    group = Group.objects.get(name=Role.ADMINISTRATOR)
    with (
        as_user(alice),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        alice.groups.add(group)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_two_administrators_cannot_demote_each_other(dana: User) -> None:
    erin = staff_of(Role.ADMINISTRATOR)
    start = threading.Barrier(2)

    def demote(actor: User, person: User) -> None:
        start.wait()
        try:
            with as_staff(actor):
                staff.set_role(person=person, role=Role.SUPPORT, actor=actor, reason="rivalry")
        except PermissionDenied:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=demote, args=pair) for pair in ((dana, erin), (erin, dana))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert selectors.administrators().count() == 1
    connections.close_all()
