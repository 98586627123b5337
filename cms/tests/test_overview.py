"""The first page of the CMS and its numbers."""

import time as clock
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cms import audit, estimates, kpis, overview, selectors
from cms.models import AuditEntry
from cms.paging import ShortCountPaginator
from cms.roles import Role
from cms.tests.cast import cms_of, staff_of
from finance import kpis as finance_kpis
from finance.models import Entry, FxRate
from numoraq.ops import heartbeats
from numoraq.rls.identity import as_staff, as_user
from numoraq.wrappers.models import WrapperStat

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def _person(email: str, joined: datetime, *, is_proven: bool = True, **fields: Any) -> User:
    person = User.objects.create_user(email, created_at=joined, **fields)
    if not person.is_demo:
        EmailAddress.objects.create(user=person, email=email, primary=True, verified=is_proven)
    return person


def test_people_are_counted_without_demo_accounts_and_the_unproven(alice: User, dana: User) -> None:
    _person("demo@example.org", AT, is_demo=True)
    _person("typed@example.org", AT, is_proven=False)
    with as_staff(dana):
        figure = kpis.people(AT)
        assert (figure.value, figure.note) == ("2", "1 of them staff")
        assert kpis.demos(AT).value == "1"


def test_sign_ups_are_counted_by_day_in_utc(dana: User) -> None:
    with as_staff(dana):
        User.objects.filter(pk=dana.pk).update(created_at=AT - timedelta(days=400))
    _person("late@example.org", datetime(2026, 11, 21, 23, 59, tzinfo=UTC))
    _person("early@example.org", datetime(2026, 11, 22, 0, 0, tzinfo=UTC))
    _person("first@example.org", datetime(2026, 9, 24, 0, 0, tzinfo=UTC))
    _person("before@example.org", datetime(2026, 9, 23, 23, 59, tzinfo=UTC))
    _person("demo@example.org", AT, is_demo=True)
    _person("typed@example.org", AT, is_proven=False)
    with as_staff(dana):
        days = kpis.sign_ups_by_day(AT)
    assert len(days) == 60
    assert days[0] == (date(2026, 9, 24), 1)
    assert days[-2:] == [(date(2026, 11, 21), 1), (date(2026, 11, 22), 1)]
    assert sum(count for _day, count in days) == 3


def test_sign_ups_are_compared_with_the_month_before(dana: User) -> None:
    with as_staff(dana):
        User.objects.filter(pk=dana.pk).update(created_at=AT - timedelta(days=400))
        assert kpis.sign_ups(AT).change is None  # nothing to compare with
    for number in range(3):
        _person(f"new{number}@example.org", AT - timedelta(days=number))
    for number in range(2):
        _person(f"old{number}@example.org", AT - timedelta(days=40 + number))
    with as_staff(dana):
        figure = kpis.sign_ups(AT)
    assert (figure.value, figure.change) == ("3", Decimal(50))
    assert "<svg" in str(figure.chart)


def test_the_chart_of_sign_ups_says_the_same_in_a_table(alice: User, dana: User) -> None:
    with as_staff(dana):
        heading, _note, chart = kpis.sign_ups_chart(datetime.now(UTC))
    assert heading == "Sign-ups"
    assert "<table" in str(chart)


def test_failures_of_outside_calls_are_in_per_cent(dana: User) -> None:
    with as_staff(dana):
        none = kpis.outside_calls(AT)
        assert (none.value, none.note) == ("none made", "")
        WrapperStat.objects.create(fdw_name="ecb", calls=150, errors=1)
        WrapperStat.objects.create(fdw_name="prices", calls=50, errors=9)
        figure = kpis.outside_calls(AT)
    assert (figure.value, figure.note) == ("5.0%", "of 200")


def test_acts_of_thirty_days_are_counted(dana: User) -> None:
    with as_staff(dana):
        entry = audit.record(action="tier.changed", actor=dana)
        assert kpis.acts(entry.created_at).value == "1"
        assert kpis.acts(entry.created_at + timedelta(days=31)).value == "0"


def test_entries_are_counted_for_those_who_may_see_them(alice: User, dana: User) -> None:
    with as_user(alice):
        for name in ("One", "Two"):
            Entry.objects.create(user=alice, category="assets", name=name, amount=5, date=AT.date())
    with as_staff(dana):
        assert finance_kpis.entries(AT).value == "2"


def test_rates_are_fine_while_they_are_fresh(dana: User) -> None:
    with as_staff(dana):
        state = finance_kpis.exchange_rates(AT)
        assert (state.is_fine, state.note) == (False, "European Central Bank: none yet")
        FxRate.objects.create(currency="USD", on=date(2026, 11, 20), per_eur=Decimal("1.09"))
        state = finance_kpis.exchange_rates(AT)
        assert (state.is_fine, state.word) == (True, "fine")
        assert "20 Nov 2026" in state.note
        assert not finance_kpis.exchange_rates(AT + timedelta(days=7)).is_fine


def test_jobs_are_fine_while_worker_and_schedule_show_life() -> None:
    state = kpis.worker(datetime.now(UTC))
    assert (state.is_fine, state.note) == (False, "no sign of life: worker, beat")
    for part in heartbeats.PARTS:
        heartbeats.record(part)
    assert kpis.worker(datetime.now(UTC)).is_fine
    heartbeats.record("beat", at=clock.time() - 600)
    assert kpis.worker(datetime.now(UTC)).note == "no sign of life: beat"


def test_the_log_is_fine_when_it_was_verified_lately(dana: User) -> None:
    with as_staff(dana):
        assert kpis.audit_log(AT).word == "waiting"
        entry = audit.record(action=selectors.VERIFIED, actor=dana)
        assert kpis.audit_log(entry.created_at).word == "fine"
        late = kpis.audit_log(entry.created_at + timedelta(hours=37))
        assert (late.word, late.is_fine) == ("waiting", False)
        audit.record(action=selectors.BROKEN, actor=dana)
        assert kpis.audit_log(entry.created_at).word == "broken"


def test_the_page_shows_each_role_what_it_may_see(alice: User, dana: User) -> None:
    with as_staff(dana):
        audit.record(action="person.noted", actor=dana, target=alice)
    page = cms_of(dana).get("/").content.decode()
    for text in ("People", "Sign-ups", "Entries", "Exchange rates", "person.noted", alice.email):
        assert text in page
    page = cms_of(staff_of(Role.EDITOR)).get("/").content.decode()
    for text in ("Sign-ups, 30 days", "Entries", "person.noted", alice.email):
        assert text not in page
    assert "Jobs" in page


@pytest.mark.parametrize(
    ("action", "text"),
    [("", "not verified yet"), ("audit.verified", "unbroken, 7 links"), ("audit.broken", "cut")],
)
def test_the_page_says_how_the_chain_is(dana: User, action: str, text: str) -> None:
    if action:
        with as_staff(dana):
            audit.record(action=action, actor=dana, after={"links": 7}, reason="it was cut")
    assert text in cms_of(dana).get("/").content.decode()


def test_the_environment_is_named(dana: User, settings: Any) -> None:
    settings.ENVIRONMENT = "staging"
    settings.WEB_URL = "https://test.example.org"
    page = cms_of(dana).get("/premium/plan/").content.decode()
    assert '<span class="chip ask">staging</span>' in page
    assert 'data-cms-url="https://test.example.org"' in page  # where the keys lead back to


def test_a_person_who_is_gone_is_named_by_their_id(dana: User) -> None:
    gone = uuid4()
    with as_staff(dana):
        AuditEntry.objects.create(action="person.noted", admin_user_id=dana.pk, target_user_id=gone)
    for path in ("/", "/cms/auditentry/"):
        page = cms_of(dana).get(path).content.decode()
        assert "person.noted" in page
    assert str(gone) in page


def test_the_newest_acts_are_shown_first(dana: User) -> None:
    with as_staff(dana):
        for number in range(12):
            audit.record(action="tier.changed", actor=dana, after={"n": number})
        lines = overview.lines(limit=3)
    assert [line.entry.details["after"]["n"] for line in lines] == [11, 10, 9]
    assert {line.who for line in lines} == {dana.email}


def test_apps_add_numbers_and_states(
    dana: User, monkeypatch: pytest.MonkeyPatch, rf: RequestFactory
) -> None:
    for registry in ("_figures", "_states", "_panels"):
        monkeypatch.setattr(overview, registry, [])

    @overview.figure(order=2)
    def second(at: datetime) -> overview.Figure:
        return overview.Figure(label="Second", value="2")

    @overview.figure(order=1)
    def first(at: datetime) -> overview.Figure:
        return overview.Figure(label="First", value=at.isoformat())

    @overview.figure(order=0, permission="nobody.has_this")
    def hidden(at: datetime) -> overview.Figure:
        raise AssertionError

    request = rf.get("/")
    request.user = staff_of(Role.EDITOR)
    context = overview.context(request=request, at=AT)
    assert [figure.label for figure in context["figures"]] == ["First", "Second"]
    assert context["figures"][0].value == "2026-11-22T12:00:00+00:00"
    assert context["lines"] is None


def test_small_tables_are_counted_and_large_ones_estimated(
    alice: User, bob: User, dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with as_staff(dana):
        assert estimates.rows(User) == 3
        monkeypatch.setattr(estimates, "EXACT_UP_TO", 1)
        with CaptureQueriesContext(connection) as queries:
            assert estimates.rows(User) >= 2
    assert "LIMIT 2" in queries[0]["sql"]
    assert "reltuples" in queries[1]["sql"]


def test_long_lists_are_counted_to_their_limit(dana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.paging.COUNTED", 3)
    with as_staff(dana):
        for _ in range(5):
            audit.record(action="tier.changed", actor=dana)
        assert ShortCountPaginator(AuditEntry.objects.order_by("seq"), 2).count == 3
