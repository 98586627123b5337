"""Taking back a change of what repeats: all of it, or none."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from finance import days
from finance.models import Entry, Occurrence
from finance.services import entries, occurrences, rollups, undo
from finance.tests import make
from finance.tests.entries import shown
from finance.tests.entries.editing import fields, history, now, path, undo_url
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db

OCTOBER = date(2026, 10, 5)
CANNOT = "cannot be taken back any more"


@pytest.fixture(autouse=True)
def _sums_hold(alice: User) -> Iterator[None]:
    yield
    with as_user(alice):
        assert rollups.verify(user_ids=[alice.pk], repair=False) == []


@pytest.fixture
def corrected(alice: User, rent: Entry) -> Entry:
    """Return the rent, which was 850 in October, as somebody has corrected."""
    with as_user(alice):
        found = Occurrence.objects.get(entry=rent, on=OCTOBER)
        occurrences.change(user=alice, occurrence_id=found.pk, amount=Decimal(850))
    return rent


def everything(user: User, entry: Entry) -> tuple[dict[str, Any], set[tuple[Any, ...]]]:
    """Return all that is stored of a flow, but for keys and moments."""
    stored = {k: v for k, v in vars(now(user, entry)).items() if k not in {"_state", "updated_at"}}
    with as_user(user):
        rows = Occurrence.objects.filter(entry=entry).values_list("on", "amount", "is_corrected")
        return stored, set(rows)


def send(browser: Client, entry: Entry, **changes: str) -> Any:
    return browser.post(path(entry), fields(browser, entry, **changes), follow=True)


@pytest.mark.parametrize("past", ["keep", "rewrite"])
@pytest.mark.parametrize(
    "change",
    [
        {"amount": "950", "name": "Flat"},
        {"recurring_interval": "2"},
        {"recurring_frequency": "weekly", "amount": "200"},
        {"recurring_ends_on": "2026-09-30"},
        {"date": "2026-07-05"},
        {"date": "2026-12-24", "currency": "USD", "subcategory": "travel"},
    ],
)
def test_a_change_of_what_repeats_is_taken_back_exactly(
    alice: User, browser: Client, corrected: Entry, change: dict[str, str], past: str
) -> None:
    before = everything(alice, corrected)
    page = send(browser, corrected, past=past, **change)
    assert everything(alice, corrected) != before
    back = browser.post(undo_url(page), follow=True)
    assert "Rent is €900.00 again." in shown.text(back)
    assert everything(alice, corrected) == before


def test_what_becomes_once_becomes_what_repeats_again(
    alice: User, browser: Client, corrected: Entry
) -> None:
    before = everything(alice, corrected)
    page = send(browser, corrected, recurring_frequency="once", past="rewrite")
    assert history(alice, corrected) == {}
    browser.post(undo_url(page))
    assert everything(alice, corrected) == before


def test_what_begins_to_repeat_happens_once_again(alice: User, browser: Client) -> None:
    with as_user(alice):
        lunch = make.expense(alice, 12, date=date(2026, 11, 1), name="Lunch")
    before = everything(alice, lunch)
    page = send(browser, lunch, recurring_frequency="weekly")
    assert len(history(alice, lunch)) == 4
    browser.post(undo_url(page))
    assert everything(alice, lunch) == before


def test_what_was_due_before_the_change_stays_after_its_undo(
    alice: User, browser: Client, rent: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(days, "today", lambda _user: date(2026, 12, 6))
    page = send(browser, rent, amount="950")
    browser.post(undo_url(page))
    assert history(alice, rent)[date(2026, 12, 5)] == 900
    assert now(alice, rent).next_due_on == date(2027, 1, 5)


def test_a_removed_day_does_not_come_back_once_the_rule_is_another(
    alice: User, browser: Client, rent: Entry
) -> None:
    with as_user(alice):
        october = Occurrence.objects.get(entry=rent, on=OCTOBER)
    page = browser.post(f"{path(rent)}history/{october.pk}/remove/", follow=True)
    send(browser, rent, date="2026-09-20")
    assert CANNOT in shown.text(browser.post(undo_url(page), follow=True))
    assert OCTOBER not in history(alice, rent)


def test_a_new_amount_is_not_taken_back_once_it_was_due(
    alice: User, browser: Client, rent: Entry
) -> None:
    page = send(browser, rent, amount="950")
    with as_user(alice):
        occurrences.materialise(entry=now(alice, rent), through=date(2026, 12, 5))
    assert CANNOT in shown.text(browser.post(undo_url(page), follow=True))
    assert now(alice, rent).amount == 950


def test_a_correction_is_taken_back_with_the_mark_of_it(
    alice: User, browser: Client, rent: Entry
) -> None:
    before = everything(alice, rent)
    with as_user(alice):
        october = Occurrence.objects.get(entry=rent, on=OCTOBER)
    page = browser.post(f"{path(rent)}history/{october.pk}/", {"amount": "850"}, follow=True)
    assert everything(alice, rent) != before
    browser.post(undo_url(page))
    assert everything(alice, rent) == before


def test_the_message_says_what_was_left_as_corrected(browser: Client, corrected: Entry) -> None:
    page = send(browser, corrected, amount="950", past="rewrite")
    told = "Rent is now €950.00. What was corrected by hand stays as it is. Undo"
    assert told in shown.text(page)
    assert "corrected" not in shown.text(send(browser, corrected, name="Flat", past="rewrite"))


def test_a_change_of_very_many_days_offers_no_undo(
    browser: Client, rent: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undo, "MOST_DAYS", 1)
    assert "/undo/" not in undo_url(send(browser, rent, amount="950", past="rewrite"))


def test_the_account_of_before_comes_back_though_it_was_deleted_since(
    alice: User, browser: Client
) -> None:
    with as_user(alice):
        old, new = (make.asset(alice, 5, name=name, subcategory="bank") for name in ("Old", "New"))
        rent = make.monthly(alice, 900, settles_in=old.pk)
    page = send(browser, rent, settles_in=str(new.pk))
    with as_user(alice):
        entries.delete(user=alice, entry_id=old.pk, at=datetime(2026, 11, 22, tzinfo=UTC))
    browser.post(undo_url(page))
    assert now(alice, rent).settles_in == old.pk


def test_an_account_that_is_gone_for_good_does_not_come_back(alice: User, browser: Client) -> None:
    with as_user(alice):
        old, new = (make.asset(alice, 5, name=name, subcategory="bank") for name in ("Old", "New"))
        rent = make.monthly(alice, 900, settles_in=old.pk)
    page = send(browser, rent, settles_in=str(new.pk))
    with as_user(alice):
        Entry.objects.filter(pk=old.pk).delete()
    assert CANNOT in shown.text(browser.post(undo_url(page), follow=True))
    assert now(alice, rent).settles_in == new.pk
