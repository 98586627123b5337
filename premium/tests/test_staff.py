"""Staff give premium and take it back: to the person named, once, with a reason, on the record."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from cms.models import AuditEntry
from cms.roles import Role
from cms.tests.cast import cms_of, staff_of
from numoraq.rls.identity import as_staff, as_user
from numoraq.tests.jobs import Jobs
from premium.models import Grant, PremiumStatus
from premium.tests.make import credit, given

pytestmark = pytest.mark.django_db
ADD, LIST = "/premium/grant/add/", "/premium/grant/"


@pytest.fixture
def cms(dana: User) -> Client:
    """Return Dana's browser in the CMS."""
    return cms_of(dana)


def form(**changed: str) -> dict[str, str]:
    """Return a form that gives Alice thirty days, with changes."""
    filled = {
        "person": "alice@example.org",
        "days": "30",
        "reason": "Thank you for the report",
        "once": str(uuid4()),
    }
    return filled | changed


def test_days_go_to_the_person_named_and_onto_the_record(
    cms: Client, alice: User, dana: User
) -> None:
    assert cms.post(ADD, form()).status_code == 302
    with as_user(alice):
        assert PremiumStatus.objects.get().source == "admin"
        assert Grant.objects.get().seconds == 30 * 86_400
    with as_staff(dana):
        entry = AuditEntry.objects.get(action="premium.given")
        assert not Grant.objects.filter(user=dana, source="admin").exists()
    assert (entry.target_user_id, entry.admin_user_id) == (alice.pk, dana.pk)
    assert entry.details["reason"] == "Thank you for the report"


def test_the_form_sent_twice_gives_once(cms: Client, alice: User, dana: User) -> None:
    once = form()
    cms.post(ADD, once)
    assert cms.post(ADD, once).status_code == 302
    with as_staff(dana):
        assert Grant.objects.filter(user=alice).count() == 1
        assert AuditEntry.objects.filter(action="premium.given").count() == 1


def test_for_good(cms: Client, alice: User) -> None:
    cms.post(ADD, form(days="", for_good="on"))
    with as_user(alice):
        assert PremiumStatus.objects.get().is_lifetime


@pytest.mark.parametrize(
    ("entered", "asked"), [({"days": "", "for_good": "on"}, 1), ({"days": "30"}, 0)]
)
def test_for_good_stops_what_renews(
    cms: Client,
    alice: User,
    jobs: Jobs,
    entered: dict[str, str],
    asked: int,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        cms.post(ADD, form(**entered))
    wanted = [{"user_id": str(alice.pk)}] * asked
    assert jobs.named("premium.stop_renewals") == wanted


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"person": "nobody@example.org"}, "There is nobody with this address or id."),
        ({"days": ""}, "Enter days, or choose for good."),
        ({"for_good": "on"}, "Enter days, or choose for good."),
        ({"days": "0"}, "greater than or equal to 1"),
        ({"days": "99999"}, "less than or equal to 3660"),
        ({"reason": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_given(
    cms: Client, alice: User, dana: User, wrong: dict[str, str], told: str
) -> None:
    page = cms.post(ADD, form(**wrong))
    assert told in page.content.decode()
    with as_staff(dana):
        assert not Grant.objects.filter(user=alice).exists()


def test_one_grant_is_taken_back_with_a_reason(cms: Client, alice: User, dana: User) -> None:
    given(alice, credit(0, 30, key="one"), credit(0, 30, key="two"))
    with as_staff(dana):
        one = Grant.objects.get(idem_key="one")
    action = {"action": "take_back", "_selected_action": str(one.pk)}
    cms.post(f"{LIST}?q=alice@example.org", action)
    with as_staff(dana):
        assert not Grant.objects.filter(revoked_at__isnull=False).exists()
    cms.post(f"{LIST}?q=alice@example.org", {**action, "reason": "Bought with a stolen card"})
    with as_staff(dana):
        assert Grant.objects.get(revoked_at__isnull=False) == one
        entry = AuditEntry.objects.get(action="premium.taken_back")
    assert entry.details["reason"] == "Bought with a stolen card"


def test_finance_looks_and_gives_nothing(alice: User) -> None:
    finance = cms_of(staff_of(Role.FINANCE))
    assert finance.get(LIST).status_code == 200
    assert finance.post(ADD, form()).status_code == 403
