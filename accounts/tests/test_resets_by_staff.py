"""Lost factors in the CMS: approved or refused on the record, never hurried."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import FactorReset, User
from accounts.services import resets
from accounts.tests.proving import give_app
from accounts.tests.test_resets import reset_of
from cms.models import AuditEntry
from cms.roles import Role
from cms.tests.cast import cms_of, staff_of
from numoraq.rls.identity import as_login_role, as_staff
from numoraq.tests.jobs import Jobs

pytestmark = pytest.mark.django_db

PAGE = "/accounts/factorreset/"
type Decide = Callable[..., str]


@pytest.fixture
def asked(alice: User) -> FactorReset:
    """Return Alice's request."""
    give_app(alice)
    return resets.ask(user=alice, at=timezone.now())


def decide(client: Client, action: str, reset: FactorReset, reason: str = "called her") -> str:
    """Run an action of the list; return what the page says then."""
    sent = {"action": action, "_selected_action": [str(reset.pk)], "reason": reason}
    return str(client.post(PAGE, sent, follow=True).content.decode())


def recorded(action: str, actor: User) -> list[AuditEntry]:
    """Return the entries of an action in the audit log."""
    with as_staff(actor):
        return list(AuditEntry.objects.filter(action=action))


def test_staff_approve_and_the_wait_begins(
    alice: User,
    dana: User,
    asked: FactorReset,
    jobs: Jobs,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    before = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        decide(cms_of(dana), "approve", asked)
    jobs.run()
    reset = reset_of(alice)
    assert (reset.status, reset.approved_by_id, reset.reason) == ("approved", dana.pk, "called her")
    assert reset.waits_until is not None
    assert reset.waits_until >= before + timedelta(hours=72)
    (entry,) = recorded("factor_reset.approved", dana)
    assert (entry.target_user_id, entry.details["reason"]) == (alice.pk, "called her")
    assert mail.outbox[-1].to == [alice.email]
    assert "will be removed" in mail.outbox[-1].subject
    assert "198.51.100.4" not in mail.outbox[-1].body


def test_the_wait_is_what_the_setting_says(
    alice: User, dana: User, asked: FactorReset, settings: Settings
) -> None:
    settings.FACTOR_RESET_HOURS = 100
    decide(cms_of(dana), "approve", asked)
    reset = reset_of(alice)
    assert reset.approved_at is not None
    assert reset.waits_until == reset.approved_at + timedelta(hours=100)


def test_staff_refuse(alice: User, dana: User, asked: FactorReset) -> None:
    decide(cms_of(dana), "refuse", asked)
    reset = reset_of(alice)
    assert (reset.status, reset.waits_until) == ("refused", None)
    assert len(recorded("factor_reset.refused", dana)) == 1
    assert resets.open_of(alice) is None


@pytest.mark.parametrize("action", ["approve", "refuse"])
def test_without_a_reason_nothing_is_decided(
    alice: User, dana: User, asked: FactorReset, action: str
) -> None:
    assert "a reason is needed" in decide(cms_of(dana), action, asked, reason=" ")
    assert reset_of(alice).status == "asked"


@pytest.mark.parametrize("action", ["approve", "refuse"])
def test_what_is_decided_is_not_decided_again(
    alice: User, dana: User, asked: FactorReset, action: str
) -> None:
    decide(cms_of(dana), "approve", asked)
    until = reset_of(alice).waits_until
    assert "decided, or taken back" in decide(cms_of(dana), action, asked)
    assert (reset_of(alice).status, reset_of(alice).waits_until) == ("approved", until)


def test_what_is_taken_back_is_not_approved(alice: User, dana: User, asked: FactorReset) -> None:
    resets.cancel(user=alice, at=timezone.now())
    decide(cms_of(dana), "approve", asked)
    assert reset_of(alice).status == "cancelled"


def test_nobody_decides_about_themselves(dana: User) -> None:
    own = resets.ask(user=dana, at=timezone.now())
    with as_staff(dana), pytest.raises(ValidationError, match="their own"):
        resets.approve(reset=own, actor=dana, reason="me", at=timezone.now())


def test_support_decides_about_people_and_not_about_staff(
    alice: User, dana: User, asked: FactorReset
) -> None:
    support = staff_of(Role.SUPPORT)
    staff = resets.ask(user=dana, at=timezone.now())
    assert "Only administrators" in decide(cms_of(support), "approve", staff)
    assert reset_of(dana).status == "asked"
    decide(cms_of(support), "approve", asked)
    assert reset_of(alice).status == "approved"


@pytest.mark.parametrize("role", [Role.EDITOR, Role.FINANCE])
def test_other_roles_do_not_see_them(alice: User, asked: FactorReset, role: Role) -> None:
    client = cms_of(staff_of(role))
    assert client.get(PAGE).status_code == 403
    decide(client, "approve", asked)
    assert reset_of(alice).status == "asked"


def test_the_list_shows_what_staff_go_by_and_no_secret(
    alice: User, dana: User, asked: FactorReset
) -> None:
    page = cms_of(dana).get(PAGE).content.decode()
    assert alice.email in page
    assert "127.0.0.1" not in page  # asked without a request
    assert "waits for staff" in page
    row = cms_of(dana).get(f"{PAGE}{asked.pk}/change/")
    assert f"{alice.email}: waits for staff" in row.content.decode()
    assert row.status_code == 200
    assert "otp" not in row.content.decode()


def test_the_form_is_for_reading_only(alice: User, dana: User, asked: FactorReset) -> None:
    answer = cms_of(dana).post(f"{PAGE}{asked.pk}/change/", {"status": "done"})
    assert answer.status_code == 403
    assert cms_of(dana).post(f"{PAGE}{asked.pk}/delete/", {"post": "yes"}).status_code == 403
    assert reset_of(alice).status == "asked"


def test_sql_as_staff_cannot_hurry(alice: User, dana: User, asked: FactorReset) -> None:
    now = timezone.now()
    approval = {"status": "approved", "approved_at": now, "approved_by": dana}
    later = now + timedelta(hours=72)
    tries: list[dict[str, object]] = [
        {**approval, "waits_until": now + timedelta(hours=1)},
        {**approval, "waits_until": now - timedelta(hours=1), "approved_at": now - timedelta(9)},
        {**approval, "waits_until": later, "approved_by": None},
        {**approval, "waits_until": later, "approved_by": alice},
        {**approval, "waits_until": later, "ip": "203.0.113.9"},
        {**approval, "waits_until": later, "user": dana},
        {"status": "done", "done_at": now},
        {"status": "cancelled", "cancelled_at": now},
    ]
    for values in tries:
        with as_staff(dana), pytest.raises(DatabaseError), transaction.atomic():
            FactorReset.objects.filter(pk=asked.pk).update(**values)
    with as_staff(dana), transaction.atomic():
        FactorReset.objects.filter(pk=asked.pk).update(**approval, waits_until=later)
    with as_staff(dana), pytest.raises(DatabaseError, match="wait is fixed"), transaction.atomic():
        FactorReset.objects.filter(pk=asked.pk).update(waits_until=later - timedelta(hours=48))
    for act in (
        lambda: FactorReset.objects.all().delete(),
        lambda: FactorReset.objects.create(user=alice, asked_at=now),
    ):
        with as_staff(dana), pytest.raises(DatabaseError, match="denied"), transaction.atomic():
            act()


def test_nobody_at_all_shortens_the_wait_or_opens_what_is_closed(
    alice: User, dana: User, asked: FactorReset
) -> None:
    decide(cms_of(dana), "approve", asked)
    rows = FactorReset.objects.filter(pk=asked.pk)
    with as_login_role():
        with pytest.raises(DatabaseError, match="wait is fixed"), transaction.atomic():
            rows.update(waits_until=timezone.now())
        resets.cancel(user=alice, at=timezone.now())
        with pytest.raises(DatabaseError, match="closed"), transaction.atomic():
            rows.update(status="approved")
