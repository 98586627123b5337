"""Achievements: known by facts, given once, by a look after each check-in."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import given as drawn
from hypothesis import strategies as st

from accounts.models import Profile, User
from conftest import ClientFor, make_person
from finance.models import Valuation
from finance.selectors import feats as books
from finance.tests import make
from gamification import feats
from gamification.models import Achieved, Achievement
from gamification.selectors import achievements as selected
from gamification.services import achievements, checkins, preferences
from gamification.tests.conftest import load_rewards
from gamification.tests.test_points import balance
from numoraq.rls.identity import as_service, as_user
from numoraq.rls.logins import worker_login
from numoraq.tests.jobs import Jobs

NOW = timezone.now()
TODAY = make.TODAY
both = pytest.mark.django_db(transaction=True, databases=["default", "worker"])


def test_each_has_a_condition_points_and_a_text() -> None:
    codes = set(Achievement.Code.values)
    assert len(codes) >= 12
    assert set(feats.CONDITIONS) == set(achievements.POINTS) == codes
    for code in codes:
        assert selected.Feat(Achievement(code=code), None).text


@drawn(st.dictionaries(st.sampled_from(["days", "entries", "currencies"]), st.integers(0, 400)))
def test_more_of_a_fact_never_takes_an_achievement_away(told: dict[str, int]) -> None:
    more = {name: number + 1 for name, number in told.items()}
    assert feats.achieved(told) <= feats.achieved(more)


@pytest.mark.parametrize(("days", "held"), [(0, False), (6, False), (7, True), (8, True)])
def test_a_condition_holds_from_its_number_on(days: int, held: bool) -> None:
    assert ("week" in feats.achieved({"days_in_a_row": days})) is held


def test_facts_nobody_tells_of_achieve_nothing() -> None:
    assert feats.achieved({}) == set()


@both
def test_a_check_in_brings_what_was_achieved_once(jobs: Jobs) -> None:
    load_rewards()
    alice = make_person("alice")
    with as_user(alice):
        make.asset(alice, name="Account", date=TODAY)
        for days in (1, 0):
            checkins.check_in(person_id=alice.pk, at=NOW - timedelta(days=days))
    jobs.run()
    with as_user(alice):
        assert set(Achieved.objects.values_list("achievement", flat=True)) == {
            "first_look",
            "first_number",
        }
    assert balance(alice).total_points == 2 + 1 + 2
    with worker_login(), as_service():
        assert achievements.look(person_id=alice.pk, at=NOW) == 0


@both
def test_what_is_off_and_who_takes_no_part_is_left_out() -> None:
    load_rewards()
    alice, bob = make_person("alice"), make_person("bob")
    for person in (alice, bob):
        with as_user(person):
            make.asset(person, name="Account")
    with as_user(bob):
        preferences.change(user=bob, takes_part=False)
    with worker_login(), as_service():
        Achievement.objects.filter(code="first_number").update(is_active=False)
        assert achievements.look(person_id=alice.pk, at=NOW) == 0
        Achievement.objects.filter(code="first_number").update(is_active=True)
        assert achievements.look(person_id=bob.pk, at=NOW) == 0
        assert achievements.look(person_id=alice.pk, at=NOW) == 1


def test_nobody_achieves_by_sql(alice: User) -> None:
    with as_user(alice), pytest.raises(DatabaseError, match="denied"), transaction.atomic():
        Achieved.objects.create(user=alice, achievement="year", achieved_at=NOW)


def test_the_page_shows_what_is_achieved(alice: User, rewards: User, client_for: ClientFor) -> None:
    page = client_for(alice).get("/rewards/").content.decode()
    assert f"0 of {len(Achievement.Code.values)}" in page
    assert "Five currencies in one picture" in page


def test_the_api_lists_them(alice: User, rewards: User, client_for: ClientFor) -> None:
    told = client_for(alice).get("/api/v1/points/achievements/").json()
    assert len(told) == len(Achievement.Code.values)
    assert told[0] == {
        "code": "first_look",
        "title": "First look",
        "text": "A first check-in",
        "points": 1,
        "achieved_at": None,
    }


# ---- what the books say


def told(user: User, today: date = TODAY) -> dict[str, int]:
    """Return the facts about somebody's books."""
    with as_user(user):
        return books.facts(user=User.objects.get(pk=user.pk), today=today)


def test_empty_books_say_nothing(alice: User) -> None:
    assert set(told(alice).values()) == {0}


def test_books_tell_of_currencies_kinds_and_history(alice: User) -> None:
    with as_user(alice):
        for kind, code in (("bank", "EUR"), ("stock", "USD"), ("crypto", "BTC")):
            make.asset(alice, name=kind, subcategory=kind, currency=code, date=TODAY)
        make.asset(alice, name="old", subcategory="cash", date=date(TODAY.year - 2, TODAY.month, 1))
    facts = told(alice)
    assert (facts["currencies"], facts["kinds_of_assets"], facts["entries"]) == (3, 4, 4)
    assert facts["months_of_history"] == 24
    assert facts["balances_of_this_month"] == 0
    assert facts["months_reviewed"] == 1


def test_a_picture_is_true_when_every_balance_is_of_this_month(alice: User) -> None:
    with as_user(alice):
        for number in range(3):
            make.asset(alice, name=f"a{number}", date=TODAY)
    assert told(alice)["balances_of_this_month"] == 3
    later = (TODAY.replace(day=1) + timedelta(days=32)).replace(day=1)
    assert told(alice, later)["balances_of_this_month"] == 0


def test_debts_count_by_what_is_left_of_them(alice: User) -> None:
    with as_user(alice):
        for name, left in (("loan", 900), ("card", 0)):
            debt = make.debt(alice, 1000, name=name, date=TODAY - timedelta(days=9))
            Valuation.objects.create(user=alice, entry=debt, on=TODAY, amount=left)
    facts = told(alice)
    assert (facts["debts_paid"], facts["percent_of_a_debt_paid"]) == (1, 100)


def test_sample_data_is_nobodys_achievement(alice: User) -> None:
    with as_user(alice):
        make.asset(alice, name="Account")
        Profile.objects.filter(pk=alice.pk).update(sample_persona="anna")
    assert told(alice) == {}


def test_a_cushion_is_counted_in_months_of_expenses(alice: User) -> None:
    begin = TODAY.replace(day=1)
    with as_user(alice):
        make.asset(alice, 3500, name="Account", subcategory="bank", date=TODAY)
        for back in (1, 2, 3):
            begin = (begin - timedelta(days=1)).replace(day=1)
            make.expense(alice, 1000, name=f"Rent {back}", date=begin)
            make.income(alice, 1500, name=f"Pay {back}", date=begin)
    facts = told(alice)
    assert (facts["months_of_cushion"], facts["months_kept"]) == (3, 3)
