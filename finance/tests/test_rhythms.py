"""A recurring flow whose amount or rhythm changes: from now on, or for all times."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from accounts.models import User
from finance.errors import InvalidEntry
from finance.models import Entry, Occurrence
from finance.services import entries, occurrences
from finance.services.entries import Past
from finance.tests import make
from finance.tests.make import TODAY
from numoraq.rls.identity import as_user


@pytest.fixture(autouse=True)
def _as_alice(alice: User) -> Iterator[None]:
    with as_user(alice):
        yield


@pytest.mark.parametrize(("past", "amounts"), [(Past.KEEP, {100}), (Past.REWRITE, {120})])
def test_a_new_amount_of_a_recurring_flow_leaves_the_past_unless_told(
    alice: User, past: Past, amounts: set[int]
) -> None:
    rent = make.monthly(alice, 100)
    changed = entries.update(
        user=alice, entry_id=rent.pk, changes={"amount": Decimal(120)}, today=TODAY, past=past
    )
    assert changed.amount == 120
    assert set(Occurrence.objects.values_list("amount", flat=True)) == amounts


def test_a_new_rule_holds_from_today_on(alice: User) -> None:
    rent = make.monthly(alice, 100, date=date(2026, 7, 1))
    taken = list(Occurrence.objects.values_list("pk", flat=True))
    for changes in ({"recurring_frequency": "yearly"}, {"recurring_interval": 2}):
        entries.update(user=alice, entry_id=rent.pk, changes=changes, today=TODAY)
        assert list(Occurrence.objects.values_list("pk", flat=True)) == taken
    assert Entry.objects.get().next_due_on == date(2028, 7, 1)


def test_an_end_brings_nothing_back_that_was_removed(alice: User) -> None:
    rent = make.monthly(alice, 100, date=date(2026, 7, 1))
    Occurrence.objects.filter(on=date(2026, 9, 1)).delete()
    end = {"recurring_ends_on": date(2026, 10, 15)}
    entries.update(user=alice, entry_id=rent.pk, changes=end, today=TODAY)
    left = list(Occurrence.objects.order_by("on").values_list("on", flat=True))
    assert left == [date(2026, 7, 1), date(2026, 8, 1), date(2026, 10, 1)]


def test_what_has_taken_place_does_not_become_one_off(alice: User) -> None:
    rent = make.monthly(alice, 100, date=date(2026, 7, 1))
    with pytest.raises(InvalidEntry) as caught:
        entries.update(
            user=alice, entry_id=rent.pk, changes={"recurring_frequency": None}, today=TODAY
        )
    assert set(caught.value.errors) == {"recurring_frequency"}
    assert Occurrence.objects.count() == 5


def correct(user: User, on: date, amount: int) -> None:
    found = Occurrence.objects.get(on=on)
    occurrences.change(user=user, occurrence_id=found.pk, amount=Decimal(amount))


def test_what_was_corrected_by_hand_is_not_rewritten(alice: User) -> None:
    rent = make.monthly(alice, 100, date=date(2026, 9, 1))
    correct(alice, date(2026, 10, 1), 0)
    changes = {"amount": Decimal(120)}
    entries.update(user=alice, entry_id=rent.pk, changes=changes, today=TODAY, past=Past.REWRITE)
    assert sorted(Occurrence.objects.values_list("amount", flat=True)) == [0, 120, 120]
    assert occurrences.corrected(entry=rent) == 1


def test_an_amount_for_all_times_holds_before_an_earlier_one_too(alice: User) -> None:
    rent = make.monthly(alice, 100, date=date(2026, 9, 1))
    for amount, past in ((110, Past.KEEP), (120, Past.REWRITE)):
        changes = {"amount": Decimal(amount)}
        entries.update(user=alice, entry_id=rent.pk, changes=changes, today=TODAY, past=past)
    assert set(Occurrence.objects.values_list("amount", flat=True)) == {120}


def test_a_rule_for_all_times_leaves_what_was_corrected_by_hand(alice: User) -> None:
    rent = make.monthly(alice, 100, date=date(2026, 7, 1))
    correct(alice, date(2026, 8, 1), 80)
    changes = {"recurring_frequency": "yearly"}
    entries.update(user=alice, entry_id=rent.pk, changes=changes, today=TODAY, past=Past.REWRITE)
    left = list(Occurrence.objects.order_by("on").values_list("on", "amount"))
    assert left == [(date(2026, 7, 1), 100), (date(2026, 8, 1), 80)]


def test_an_end_for_all_times_brings_nothing_back_that_was_removed(alice: User) -> None:
    rent = make.monthly(alice, 100, date=date(2026, 7, 1))
    Occurrence.objects.filter(on=date(2026, 9, 1)).delete()
    end = {"recurring_ends_on": date(2027, 10, 15)}
    entries.update(user=alice, entry_id=rent.pk, changes=end, today=TODAY, past=Past.REWRITE)
    assert not Occurrence.objects.filter(on=date(2026, 9, 1)).exists()
    assert Occurrence.objects.count() == 4


def test_what_has_not_begun_begins_where_it_is_moved_to(alice: User) -> None:
    rent = make.monthly(alice, 100, date=date(2027, 1, 5))
    for on in (date(2026, 10, 22), date(2027, 1, 5), date(2026, 11, 22)):
        entries.update(user=alice, entry_id=rent.pk, changes={"date": on}, today=TODAY)
        came = list(Occurrence.objects.order_by("on").values_list("on", flat=True))
        assert came == [date(2026, 10, 22), date(2026, 11, 22)]


def test_a_new_amount_leaves_what_was_due_before_it(alice: User) -> None:
    rent = make.monthly(alice, 100, date=date(2026, 7, 1))
    later = date(2027, 1, 15)
    entries.update(user=alice, entry_id=rent.pk, changes={"amount": Decimal(120)}, today=later)
    assert set(Occurrence.objects.values_list("amount", flat=True)) == {100}
    assert Occurrence.objects.filter(on=date(2027, 1, 1)).exists()


def test_a_rule_for_all_times_keeps_the_days_that_stay_due(alice: User) -> None:
    rent = make.monthly(alice, 100, date=date(2026, 7, 1))
    Occurrence.objects.filter(on=date(2026, 9, 1)).update(amount=90)
    changes = {"recurring_interval": 2}
    entries.update(user=alice, entry_id=rent.pk, changes=changes, today=TODAY, past=Past.REWRITE)
    assert list(Occurrence.objects.order_by("on").values_list("on", "amount")) == [
        (date(2026, 7, 1), 100),
        (date(2026, 9, 1), 90),
        (date(2026, 11, 1), 100),
    ]
    assert Entry.objects.get().next_due_on == date(2027, 1, 1)


def test_a_recurring_flow_can_end_and_go_on(alice: User) -> None:
    rent = make.monthly(alice, 100, date=date(2026, 7, 1))
    for end, count in [(date(2026, 9, 15), 3), (None, 5)]:
        entries.update(
            user=alice, entry_id=rent.pk, changes={"recurring_ends_on": end}, today=TODAY
        )
        assert Occurrence.objects.count() == count


def test_a_flow_becomes_recurring_and_one_off_again(alice: User) -> None:
    rent = make.expense(alice, 100, date=date(2026, 10, 1))
    for frequency, count in [("weekly", 8), (None, 0)]:
        changed = entries.update(
            user=alice,
            entry_id=rent.pk,
            changes={"recurring_frequency": frequency},
            today=TODAY,
            past=Past.REWRITE,
        )
        assert changed.is_recurring is (frequency is not None)
        assert Occurrence.objects.count() == count
    assert changed.next_due_on is None
