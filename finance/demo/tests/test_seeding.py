"""Stories in real tables: written fast, summed by the triggers, told from other people's."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.models import User
from finance.dashboard import face, months, page, spans
from finance.dashboard.base import Base
from finance.demo import life, personas, rates, seeding, sums
from finance.demo.personas import Persona
from finance.models import Entry, Import, NetWorthDay, Occurrence, Valuation
from finance.selectors import dashboard
from finance.selectors import rates as known_rates
from finance.services import entries, occurrences, valuations
from finance.tests import make, recount
from finance.tests.published import publish_weekly
from numoraq.rls.identity import as_login_role, as_user

pytestmark = pytest.mark.django_db

TODAY = make.TODAY
told = pytest.mark.parametrize("persona", personas.ALL, ids=lambda persona: str(persona.key))


@pytest.fixture(autouse=True)
def _rates(dana: User) -> None:
    publish_weekly(dana, until=TODAY, USD="1.1", GBP="0.86", BRL="6.1")


def fill(user: User, persona: Persona, today: date = TODAY) -> None:
    """Write a story into an account."""
    with as_user(user):
        seeding.seed(user=user, persona=persona, today=today)


@told
def test_the_rows_are_the_story(alice: User, persona: Persona) -> None:
    fill(alice, persona)
    story = persona.story(
        on=TODAY, rates=rates.monthly(currencies=persona.plan.currencies(), on=TODAY)
    )
    with as_user(alice):
        for balance in story.balances:
            entry = Entry.objects.get(category=balance.category, name=balance.name)
            values = entry.valuations.order_by("on").values_list("on", "amount")
            assert tuple(values) == balance.values
            assert entry.amount == balance.values[-1][1]
            assert entry.is_liquid == balance.is_liquid
        for recurring in story.recurring:
            entry = Entry.objects.get(is_recurring=True, name=recurring.name)
            past = entry.occurrences.order_by("on").values_list("on", "amount")
            assert tuple(past) == recurring.past
            assert entry.next_due_on == recurring.upcoming[0]
        assert Entry.objects.filter(category__in=Entry.FLOWS, is_recurring=False).count() == len(
            story.flows
        )


@told
def test_the_dashboard_shows_what_a_recount_finds(alice: User, persona: Persona) -> None:
    fill(alice, persona)
    currency = persona.currency
    with as_user(alice):
        found = dashboard.read(user=alice, currency=currency, today=TODAY, span=spans.DEFAULT)
        for day, money in [*found.face.points[::40], found.face.points[-1]]:
            expected = recount.net_worth(alice, on=day, currency=currency)
            assert abs(money.amount - expected) < Decimal("0.01"), day
        for month in found.months.rows[::4]:
            rate_on = months.rate_day(month.on, today=TODAY)
            for category, money in (("income", month.income), ("expenses", month.expenses)):
                expected = recount.flows(
                    alice, month=month.on, category=category, currency=currency, rate_on=rate_on
                )
                assert abs(money.amount - expected) < Decimal("0.01"), (month.on, category)
    assert found.face.net == found.face.points[-1][1]
    assert len(found.face.left_out) == 1


@told
def test_a_page_is_the_same_told_and_read(alice: User, persona: Persona) -> None:
    """The public sample is computed from a story, the dashboard from rows: they agree."""
    fill(alice, persona)
    with as_user(alice):
        read = dashboard.read(
            user=alice, currency=persona.currency, today=TODAY, span=spans.DEFAULT
        )
    story = persona.story(
        on=TODAY, rates=rates.monthly(currencies=persona.plan.currencies(), on=TODAY)
    )
    starts = months.starts(TODAY)
    shown = spans.days(spans.DEFAULT, today=TODAY, first=life.first_day(TODAY))
    compared = face.compared_days(today=TODAY, first_month=starts[0])
    told_sums = sums.of(story, days=sorted({*shown, *compared}), first_month=starts[0])
    days = {*shown, *compared, *(months.rate_day(start, today=TODAY) for start in starts)}
    table = rates.table(currencies=told_sums.currencies(), days=days)
    told = page.figures(told_sums, Base(persona.currency, TODAY, table), days=shown)
    assert told.face == read.face
    assert told.months == read.months
    for one, two in zip(told.shares, read.shares, strict=True):
        assert (one.code, one.money.rounded()) == (two.code, two.money.rounded())
    assert [part.amount for part in told.currencies] == [part.amount for part in read.currencies]
    assert told.runway is not None
    assert read.runway is not None
    assert [day.money for day in told.runway.days] == [day.money for day in read.runway.days]
    assert told.runway.advice == read.runway.advice


def test_writing_takes_a_handful_of_statements(alice: User) -> None:
    with as_user(alice), CaptureQueriesContext(connection) as queries:
        seeding.seed(user=alice, persona=personas.find(key="freelancer"), today=TODAY)
    assert len(queries) <= 14


def test_what_is_asked_for_twice_is_written_once(alice: User) -> None:
    first, *others = personas.ALL
    fill(alice, first)
    with as_user(alice):
        count = Entry.objects.count()
    fill(alice, others[0])
    with as_user(alice):
        assert (Entry.objects.count(), Import.objects.count()) == (count, 1)


def test_published_rates_are_read_without_being_signed_in() -> None:
    with as_login_role():
        per_eur = rates.monthly(currencies={"USD", "AOA"}, on=TODAY)
    assert per_eur("USD", TODAY) is not None
    assert per_eur("EUR", TODAY) == 1
    assert per_eur("AOA", TODAY) is None


def test_published_rates_are_those_a_person_without_own_rates_has(alice: User) -> None:
    days = [TODAY, date(2026, 3, 3)]
    with as_user(alice):
        of_alice = known_rates.table(user=alice, currencies={"USD"}, days=days)
        of_all = rates.table(currencies={"USD"}, days=days)
    for day in days:
        assert of_alice.rate(currency="USD", on=day) == of_all.rate(currency="USD", on=day)


def test_clearing_leaves_what_the_person_added(alice: User) -> None:
    fill(alice, personas.find(key="employee"))
    with as_user(alice):
        own = make.asset(alice, 321, name="My own")
        seeding.clear(user=alice)
        assert list(Entry.objects.all()) == [own]
        assert Valuation.objects.count() == 1
        assert Occurrence.objects.count() == 0
        assert Import.objects.count() == 0
        worth = NetWorthDay.objects.get()
        assert (worth.assets, worth.liabilities) == (321, 0)


def test_a_fresh_sample_is_not_changed(alice: User) -> None:
    fill(alice, personas.find(key="employee"))
    with as_user(alice):
        assert not seeding.is_changed(user=alice)


def _renames(alice: User) -> None:
    entry = Entry.objects.filter(user=alice, is_recurring=True)[0]
    entries.update(user=alice, entry_id=entry.pk, changes={"name": "Mine"}, today=TODAY)


def _adds(alice: User) -> None:
    make.asset(alice, 321, name="My own")


def _deletes(alice: User) -> None:
    entry = Entry.objects.filter(user=alice)[0]
    entries.delete(user=alice, entry_id=entry.pk, at=timezone.now())


def _values(alice: User) -> None:
    entry = Entry.objects.filter(user=alice, category="assets")[0]
    valuations.put(user=alice, entry_id=entry.pk, on=TODAY, amount=Decimal(7), today=TODAY)


def _drops_an_occurrence(alice: User) -> None:
    occurrences.remove(user=alice, occurrence_id=Occurrence.objects.filter(user=alice)[0].pk)


def _removes_everything(alice: User) -> None:
    seeding.clear(user=alice)


@pytest.mark.parametrize(
    "change",
    [_renames, _adds, _deletes, _values, _drops_an_occurrence, _removes_everything],
    ids=lambda change: change.__name__,
)
def test_whatever_the_visitor_does_changes_the_sample(
    alice: User, change: Callable[[User], None]
) -> None:
    fill(alice, personas.find(key="employee"))
    with as_user(alice):
        change(alice)
        assert seeding.is_changed(user=alice)


def test_clearing_an_account_without_sample_data_does_nothing(alice: User) -> None:
    with as_user(alice):
        own = make.asset(alice, 321)
        seeding.clear(user=alice)
        assert list(Entry.objects.all()) == [own]


def test_a_story_stays_with_its_owner(alice: User, bob: User) -> None:
    fill(alice, personas.find(key="holder"))
    with as_user(bob):
        assert Entry.objects.count() == 0
        make.asset(bob, 5)
        seeding.clear(user=bob)
        assert Entry.objects.count() == 1
    with as_user(alice):
        assert Entry.objects.count() > 100


def test_names_are_written_in_the_language_of_the_person(alice: User) -> None:
    with translation.override("en"):
        fill(alice, personas.find(key="employee"))
    with as_user(alice):
        assert Import.objects.get().file_name == "Sample data: Employee saving for a flat"
        assert Entry.objects.filter(name="Rent").exists()
