"""A person's own rates go out with everything else, and come back."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import User
from finance.exports import shape
from finance.exports.selection import Selection
from finance.exports.tests import world
from finance.exports.tests.test_round_trip import exported, imported
from finance.imports.services import undoing
from finance.models import Import, ManualRate
from finance.selectors import worth_series
from finance.services import rates
from finance.tests import make
from numoraq.lib.money import Money
from numoraq.rls.identity import as_user

both = pytest.mark.parametrize("suffix", ["csv", "json"])


def own(user: User, currency: str = "AOA", on: date = world.TODAY, worth: str = "0.001") -> None:
    """Set an own rate."""
    rates.set_own(user=user, currency=currency, on=on, worth=Money(Decimal(worth), "EUR"), today=on)


def known(user: User) -> list[tuple[str, date, Decimal]]:
    """Return a person's own rates."""
    found = ManualRate.objects.filter(user=user).order_by("currency", "on")
    return list(found.values_list("currency", "on", "per_eur"))


def worth(user: User) -> Decimal:
    """Return the net worth of a person in euros."""
    today = world.TODAY
    now = worth_series.series(user=user, currency="EUR", start=today, end=today)
    assert not now.missing
    return now.points[-1].total


def test_json_lists_rates_as_text_behind_the_entries(alices: User) -> None:
    own(alices, worth="0.3")
    told = json.loads(exported(alices, "json"))
    assert told["version"] == shape.VERSION
    assert told["rates"] == [
        {"currency": "AOA", "on": "2026-11-22", "per_eur": "3.33333333333333333333"}
    ]


@both
def test_another_account_has_the_same_rates_and_the_same_net_worth(
    bob: User, alice: User, suffix: str
) -> None:
    with as_user(alice):
        make.asset(alice, 5_000_000, currency="AOA")
        make.asset(alice, 100)
        own(alice, on=date(2026, 1, 1), worth="0.0013")
        own(alice, worth="0.0011")
        before, raw, counted = known(alice), exported(alice, suffix), worth(alice)
    with as_user(bob):
        found = imported(bob, raw)
        assert (found.status, found.rows_bad) == (Import.Status.APPLIED, 0)
        assert (found.summary["rates"], found.summary["rates_kept"]) == (2, 0)
        assert known(bob) == before
        assert worth(bob) == counted
        assert round(counted, 2) == 5600
        assert exported(bob, suffix).count(b"\n") == raw.count(b"\n")


@both
def test_the_same_rates_again_change_nothing(alices: User, suffix: str) -> None:
    own(alices)
    make.asset(alices)
    before = known(alices)
    found = imported(alices, exported(alices, suffix))
    assert known(alices) == before
    assert (found.summary["rates"], found.summary["rates_kept"]) == (0, 0)


@both
def test_an_other_rate_of_the_same_day_stays_and_is_told(
    alices: User, client: Client, suffix: str
) -> None:
    own(alices)
    own(alices, currency="USD")
    make.asset(alices)
    raw = exported(alices, suffix)
    own(alices, worth="0.5")
    before = known(alices)
    found = imported(alices, raw)
    assert known(alices) == before
    assert found.summary["rates_kept"] == 1
    client.force_login(alices)
    assert "1 rate was left out" in client.get(f"/import/{found.pk}/").content.decode()


@both
def test_rates_alone_are_an_export_too(bob: User, alice: User, suffix: str) -> None:
    with as_user(alice):
        own(alice)
        before, raw = known(alice), exported(alice, suffix)
    with as_user(bob):
        assert imported(bob, raw).status == Import.Status.APPLIED
        assert known(bob) == before


def test_undoing_takes_back_what_came_but_not_what_was_set_since(bob: User, alice: User) -> None:
    with as_user(alice):
        own(alice)
        own(alice, currency="USD")
        make.asset(alice)
        raw = exported(alice, "json")
    with as_user(bob):
        found = imported(bob, raw)
        own(bob, currency="USD", worth="0.7")
        undoing.start(user=bob, import_id=found.pk)
        assert [code for code, _on, _per_eur in known(bob)] == ["USD"]


@both
def test_a_part_of_the_entries_comes_without_rates(alices: User, suffix: str) -> None:
    own(alices)
    make.asset(alices)
    for chosen in (Selection(category="assets"), Selection(first=world.TODAY)):
        assert b"AOA" not in exported(alices, suffix, chosen=chosen)


def test_files_from_before_there_were_rates_still_come_in(alices: User) -> None:
    make.asset(alices)
    told = json.loads(exported(alices, "json"))
    del told["rates"]
    told["entries"][0]["name"] = "Another"
    raw = json.dumps({**told, "version": 1}).encode()
    assert imported(alices, raw).rows_done == 1


@pytest.mark.parametrize(
    "change",
    [
        {"currency": "EUR"},
        {"currency": "a!"},
        {"currency": ""},
        {"per_eur": "0"},
        {"per_eur": "-1"},
        {"per_eur": "1e5"},
        {"per_eur": "0.000000000000000000001"},
        {"per_eur": "9" * 30},
        {"on": "2026-11-23"},
        {"on": "yesterday"},
    ],
)
def test_a_rate_that_cannot_be_is_refused_alone(alices: User, change: dict[str, str]) -> None:
    good = {"currency": "AOA", "on": "2026-11-22", "per_eur": "900"}
    rows = [good, {**good, "currency": "USD", **change}]
    told = {"format": shape.FORMAT, "version": 2, "entries": [], "rates": rows}
    found = imported(alices, json.dumps(told).encode())
    assert found.rows_bad == 1
    assert [code for code, _on, _per_eur in known(alices)] == ["AOA"]
