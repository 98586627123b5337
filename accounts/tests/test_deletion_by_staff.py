"""Staff close accounts for their people, call it off, and, with a right of its own, hasten it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.admin.people import UserAdmin
from accounts.leaving import closing
from accounts.models import User
from accounts.tests.test_admin import PEOPLE, CmsFor, act, actions, cms_for, support
from cms.models import AuditEntry
from numoraq.rls.identity import as_staff
from numoraq.tests.jobs import Jobs

__all__ = ["cms_for", "support"]

pytestmark = pytest.mark.django_db


def of(person: User) -> User:
    """Return a person as the database has them."""
    return User.objects.get(pk=person.pk)


def noted(dana: User, action: str) -> AuditEntry:
    """Return the one entry of an action in the audit log."""
    with as_staff(dana):
        return AuditEntry.objects.get(action=action)


def test_an_account_is_closed_with_a_reason_on_the_record(
    cms_for: CmsFor, alice: User, dana: User, jobs: Jobs, django_capture_on_commit_callbacks: Any
) -> None:
    before = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        act(cms_for(dana), "close_account", alice, reason="asked by letter")
    person = of(alice)
    assert person.deletion_due_at is not None
    assert person.deletion_due_at >= before + timedelta(days=30)
    entry = noted(dana, "person.deletion_asked")
    assert (entry.target_user_id, entry.admin_user_id) == (alice.pk, dana.pk)
    assert entry.details["reason"] == "asked by letter"
    assert "alice" not in str(entry.details)
    jobs.run()
    assert [message.to for message in mail.outbox] == [[alice.email]]


def test_without_a_reason_nothing_happens(cms_for: CmsFor, alice: User, dana: User) -> None:
    client = cms_for(dana)
    for action in ("close_account", "delete_now"):
        act(client, action, alice, reason=" ")
    assert not of(alice).is_closed


def test_it_is_called_off_on_the_record(cms_for: CmsFor, alice: User, dana: User) -> None:
    client = cms_for(dana)
    act(client, "close_account", alice)
    act(client, "call_deletion_off", alice, reason="changed her mind")
    assert not of(alice).is_closed
    entry = noted(dana, "person.deletion_called_off")
    assert entry.details["before"]["deletion_due_at"]
    assert entry.details["after"] == {"deletion_due_at": None}


def test_what_is_due_is_seen(cms_for: CmsFor, alice: User, bob: User, dana: User) -> None:
    client = cms_for(dana)
    act(client, "close_account", alice)
    closed = client.get(PEOPLE, {"closed": "yes"}).content.decode()
    staying = client.get(PEOPLE, {"closed": "no"}).content.decode()
    assert (alice.email in closed, bob.email in closed) == (True, False)
    assert (alice.email in staying, bob.email in staying) == (False, True)
    assert bob.email in client.get(PEOPLE, {"closed": "x"}).content.decode()


def test_only_administrators_skip_the_time(
    cms_for: CmsFor, alice: User, support: User, dana: User, jobs: Jobs,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    helper = cms_for(support)
    assert "delete_now" not in actions(helper.get(PEOPLE).content)
    act(helper, "delete_now", alice, sure="yes")
    assert not of(alice).is_closed
    act(helper, "close_account", alice)
    with django_capture_on_commit_callbacks(execute=True):
        act(cms_for(dana), "delete_now", alice, reason="a court says so", sure="yes")
    due = of(alice).deletion_due_at
    assert due is not None
    assert due <= timezone.now()
    assert jobs.named("accounts.erase") == [{"user_id": str(alice.pk)}]
    assert noted(dana, "person.deletion_hastened").details["reason"] == "a court says so"


def test_deleting_now_is_asked_about_first(
    cms_for: CmsFor, alice: User, bob: User, dana: User
) -> None:
    client = cms_for(dana)
    page = act(client, "delete_now", alice, reason="a court <says> so")
    assert page.status_code == 200
    assert alice.email in page.text
    assert bob.email not in page.text
    assert "Nobody can bring it back" in page.text
    assert "a court &lt;says&gt; so" in page.text
    assert not of(alice).is_closed
    with as_staff(dana):
        assert not AuditEntry.objects.filter(action="person.deletion_hastened").exists()
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    client.post(PEOPLE, {**sent, "reason": "a court <says> so"})
    assert of(alice).is_closed
    assert noted(dana, "person.deletion_hastened").details["reason"] == "a court <says> so"


def test_more_than_can_be_named_are_not_deleted(
    cms_for: CmsFor, alice: User, bob: User, dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(UserAdmin, "list_per_page", 1)
    client = cms_for(dana)
    act(client, "delete_now", alice, select_across="1")
    assert "each one is named" in client.get(PEOPLE).text
    assert not of(alice).is_closed


@pytest.mark.parametrize("action", ["close_account", "delete_now"])
def test_staff_are_not_closed(cms_for: CmsFor, dana: User, support: User, action: str) -> None:
    client = cms_for(dana)
    for person in (dana, support):
        act(client, action, person, sure="yes")
        assert not of(person).is_closed
        assert "staff stay" in client.get(PEOPLE).content.decode()


def test_who_leaves_is_not_made_staff(cms_for: CmsFor, alice: User, dana: User) -> None:
    client = cms_for(dana)
    act(client, "close_account", alice)
    act(client, "make_support", alice)
    assert not of(alice).is_staff
    assert "cannot be given rights" in client.get(PEOPLE).content.decode()


def test_closing_twice_and_keeping_what_stays_is_refused(alice: User, dana: User) -> None:
    now = timezone.now()
    with as_staff(dana):
        with pytest.raises(ValidationError, match="not closed"):
            closing.keep_by_staff(person=alice, actor=dana, reason="x")
        closing.ask_by_staff(person=alice, actor=dana, reason="x", at=now)
        with pytest.raises(ValidationError, match="closed already"):
            closing.ask_by_staff(person=alice, actor=dana, reason="x", at=now)
