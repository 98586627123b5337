"""Nothing happens in the CMS without an entry in the log."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cms import audit
from cms.models import AuditEntry
from cms.roles import Role
from cms.site import site
from cms.tests.cast import cms_of, staff_of
from gamification.models import Tier
from gamification.services import tiers
from numoraq.rls.identity import as_staff
from premium.models import Plan
from premium.services import plans

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded(dana: User) -> None:
    with as_staff(dana):
        plans.load("default")
        tiers.load("default")


def _log(dana: User) -> list[AuditEntry]:
    with as_staff(dana):
        return list(AuditEntry.objects.order_by("seq"))


def _act(client: Any, rows: list[User], action: str, reason: str = "Asked by mail") -> Any:
    form = {
        "action": action,
        "index": 0,
        "reason": reason,
        "_selected_action": [row.pk for row in rows],
    }
    return client.post("/accounts/user/", form, follow=True)


def test_a_changed_price_is_recorded_with_before_and_after(dana: User) -> None:
    response = cms_of(dana).post("/premium/plan/yearly/change/", {"price": "69.99", "sort": "4"})
    assert response.status_code == 302
    assert Plan.objects.get(code="yearly").price == Decimal("69.99")
    (entry,) = _log(dana)
    assert (entry.action, entry.admin_user_id) == ("plan.changed", dana.pk)
    assert (entry.target_type, entry.target_id) == ("premium.plan", "yearly")
    assert entry.details == {"before": {"price": "79.99"}, "after": {"price": "69.99"}}
    assert (entry.ip_address, entry.user_agent) == ("198.51.100.4", "Firefox")


def test_saving_without_a_change_leaves_no_entry(dana: User) -> None:
    cms_of(dana).post("/premium/plan/yearly/change/", {"price": "79.99", "sort": "4"})
    assert _log(dana) == []


def test_a_refused_form_leaves_no_entry(dana: User) -> None:
    response = cms_of(dana).post("/premium/plan/yearly/change/", {"price": "-1", "sort": "4"})
    assert response.status_code == 200
    assert _log(dana) == []


def test_without_its_entry_a_change_does_not_happen(
    dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_values: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(DatabaseError):
        cms_of(dana).post("/premium/plan/yearly/change/", {"price": "1", "sort": "4"})
    assert Plan.objects.get(code="yearly").price == Decimal("79.99")


def test_only_what_changed_is_written(dana: User) -> None:
    with CaptureQueriesContext(connection) as queries:
        cms_of(dana).post(
            "/gamification/tier/DONOR/change/", {"threshold": "120", "title": "", "sort": "6"}
        )
    updates = [q["sql"] for q in queries if q["sql"].startswith('UPDATE "gamification_tiers"')]
    assert len(updates) == 1
    assert "title" not in updates[0].split("WHERE")[0]
    assert Tier.objects.get(code="DONOR").threshold == 120


def test_a_role_that_only_looks_cannot_change() -> None:
    for role in (Role.SUPPORT, Role.EDITOR, Role.FINANCE):
        client = cms_of(staff_of(role))
        response = client.post("/premium/plan/yearly/change/", {"price": "1", "sort": "4"})
        assert response.status_code == 403
    assert Plan.objects.get(code="yearly").price == Decimal("79.99")


@pytest.fixture
def open_tiers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the page of tiers add and delete, which no page does by itself."""
    admin = site.get_model_admin(Tier)
    for name, value in (("may_add", True), ("may_delete", True), ("readonly_fields", ())):
        monkeypatch.setattr(admin, name, value)


@pytest.mark.usefixtures("open_tiers")
def test_what_is_added_and_deleted_is_recorded_too(dana: User) -> None:
    client = cms_of(dana)
    client.post("/gamification/tier/WHALE/delete/", {"post": "yes"})
    assert not Tier.objects.filter(code="WHALE").exists()
    form = {"code": "WHALE", "threshold": "60000", "title": "Leviathan", "sort": "12"}
    client.post("/gamification/tier/add/", form)
    assert str(Tier.objects.get(code="WHALE")) == "Leviathan"
    deleted, added = _log(dana)
    assert (deleted.action, deleted.target_id) == ("tier.deleted", "WHALE")
    assert deleted.details["before"]["threshold"] == 50_000
    assert (added.action, added.target_id) == ("tier.added", "WHALE")
    assert added.details["after"]["threshold"] == 60_000


@pytest.mark.usefixtures("open_tiers")
def test_what_a_page_allows_is_on_top_of_the_role() -> None:
    client = cms_of(staff_of(Role.ADMINISTRATOR))  # the role may not delete tiers
    assert client.post("/gamification/tier/WHALE/delete/", {"post": "yes"}).status_code == 403
    assert Tier.objects.filter(code="WHALE").exists()


def test_secret_fields_of_a_page_stay_out_of_the_log(
    dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site.get_model_admin(Tier), "secret_fields", ("title",))
    client = cms_of(dana)
    form = {"threshold": "120", "title": "Hidden", "sort": "6"}
    assert "Hidden" not in client.get("/gamification/tier/DONOR/change/").content.decode()
    client.post("/gamification/tier/DONOR/change/", form)
    (entry,) = _log(dana)
    assert entry.details["after"] == {"threshold": 120}
    assert Tier.objects.get(code="DONOR").title == ""


def test_looking_at_a_person_is_recorded(alice: User, dana: User) -> None:
    client = cms_of(dana)
    client.get(f"/accounts/user/{alice.pk}/change/")
    client.get(f"/accounts/profile/{alice.pk}/change/")
    client.get("/premium/plan/yearly/change/")  # about nobody
    looks = [(entry.action, entry.target_user_id) for entry in _log(dana)]
    assert looks == [("user.viewed", alice.pk), ("profile.viewed", alice.pk)]


def test_listing_what_a_person_owns_is_recorded(alice: User, dana: User) -> None:
    client = cms_of(dana)
    client.get("/finance/entry/")
    client.get(f"/finance/entry/?q={alice.email}")
    assert [(e.action, e.target_user_id) for e in _log(dana)] == [("entry.listed", alice.pk)]


@pytest.mark.parametrize("query", ["q=alice@example.org", "q=ali", "email=alice@example.org"])
def test_a_list_narrowed_to_a_person_is_a_look_at_them(alice: User, dana: User, query: str) -> None:
    client = cms_of(dana)
    page = client.get(f"/accounts/user/?{query}")
    assert b"alice@example.org" in page.content
    looks = [(e.action, e.target_user_id, e.target_type) for e in _log(dana)]
    assert looks == [("user.listed", alice.pk, "accounts.user")]


def test_a_list_of_many_or_of_nobody_is_none(alice: User, bob: User, dana: User) -> None:
    client = cms_of(dana)
    for query in ("", "?q=nobody", "?is_staff__exact=0", "?e=1", "?q=nobody&o=1"):
        assert client.get(f"/accounts/user/{query}").status_code == 200
    client.get("/accounts/user/?no_such_column=1")
    client.get("/premium/plan/?code=yearly")
    assert _log(dana) == []


def test_a_profile_found_is_a_look_as_well(alice: User, dana: User) -> None:
    cms_of(dana).get("/accounts/profile/?q=alice@example.org")
    assert [(e.action, e.target_user_id) for e in _log(dana)] == [("profile.listed", alice.pk)]


def test_reading_the_log_is_not_an_act(alice: User, dana: User) -> None:
    with as_staff(dana):
        entry = audit.record(action="tier.changed", actor=dana, target=alice)
    page = cms_of(dana).get(f"/cms/auditentry/{entry.pk}/change/").content.decode()
    assert "alice@example.org" in page
    assert len(_log(dana)) == 1


def test_an_action_says_why(alice: User, dana: User) -> None:
    client = cms_of(dana)
    page = _act(client, [alice], "deactivate", reason="  ").content.decode()
    assert "a reason is needed" in page
    assert _log(dana) == []
    page = _act(client, [alice], "deactivate").content.decode()
    assert "Done for 1 row." in page
    (entry,) = _log(dana)
    assert entry.details["reason"] == "Asked by mail"
    assert entry.target_user_id == alice.pk
    alice.refresh_from_db()
    assert not alice.is_active


def test_an_action_acts_on_all_or_none(alice: User, bob: User, dana: User) -> None:
    page = _act(cms_of(dana), [alice, bob, dana], "make_support").content.decode()
    assert "Nobody changes their own rights." in page
    assert _log(dana) == []
    with as_staff(dana):
        assert not User.objects.filter(pk__in=[alice.pk, bob.pk], is_staff=True).exists()


def test_support_may_lock_out_but_not_make_staff(alice: User, dana: User) -> None:
    client = cms_of(staff_of(Role.SUPPORT))
    page = client.get("/accounts/user/").content.decode()
    assert 'value="deactivate"' in page
    assert "make_administrator" not in page
    _act(client, [alice], "make_administrator")
    alice.refresh_from_db()
    assert not alice.is_staff
    _act(client, [alice], "deactivate")
    alice.refresh_from_db()
    assert not alice.is_active


def test_finance_may_run_no_action_on_people(alice: User, dana: User) -> None:
    client = cms_of(staff_of(Role.FINANCE))
    assert 'name="action"' not in client.get("/accounts/user/").content.decode()
    _act(client, [alice], "deactivate")
    alice.refresh_from_db()
    assert alice.is_active


def test_history_is_the_log(dana: User) -> None:
    client = cms_of(dana)
    client.post("/premium/plan/yearly/change/", {"price": "69.99", "sort": "4"})
    client.post("/premium/plan/monthly/change/", {"price": "8.99", "sort": "1"})
    page = client.get("/premium/plan/yearly/history/", follow=True)
    assert page.status_code == 200
    assert page.content.decode().count("plan.changed") == 1


def test_the_log_is_searched_by_person_and_by_action(alice: User, bob: User, dana: User) -> None:
    with as_staff(dana):
        audit.record(action="person.noted", actor=dana, target=alice, reason="about Alice")
        audit.record(action="person.noted", actor=dana, target=bob, reason="about Bob")
        audit.record(action="tier.changed", actor=dana, reason="about a tier")
    client = cms_of(dana)

    def found(term: str) -> str:
        return client.get("/cms/auditentry/", {"q": term}).content.decode()

    assert "about Alice" in found("Alice@example.org")
    assert "about Bob" not in found("alice@example.org")
    assert "about Bob" in found(dana.email)
    assert "about a tier" in found("tier.")
    assert "about Alice" not in found("tier.")
    assert "about Alice" not in found("nobody@example.org")
