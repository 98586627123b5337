"""What is exported and imported again is exactly what was there."""

import json
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from finance.exports import selection, shape, writers
from finance.exports.selection import Selection
from finance.exports.tests import world
from finance.imports.services import whole
from finance.models import Entry, Import, ImportRow, MonthlyTotal, NetWorthDay, Valuation
from finance.tests import make
from numoraq.rls.identity import as_user

EVERYTHING = Selection()


def exported(user: User, suffix: str, *, chosen: Selection = EVERYTHING, **options: bool) -> bytes:
    """Return a person's export."""
    items = selection.items(user=user, selection=chosen)
    rates = selection.rates(user=user, selection=chosen)
    if suffix == "json":
        return b"".join(writers.json_text(items, rates, at=timezone.now()))
    return b"".join(writers.csv_text(items, rates, **options))


def imported(user: User, raw: bytes, *, name: str = "export") -> Import:
    """Import a file with nobody at the pages."""
    file = ContentFile(raw, name=name)
    return whole.import_file(user=user, file=file, at=timezone.now(), today=world.TODAY)


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_another_account_has_exactly_the_same(bob: User, alice: User, suffix: str) -> None:
    with as_user(alice):
        world.build(alice)
        before, raw = world.picture(alice), exported(alice, suffix)
        sums = list(MonthlyTotal.objects.order_by("pk").values_list("month", "total"))
    with as_user(bob):
        found = imported(bob, raw)
        assert (found.status, found.rows_bad) == (Import.Status.APPLIED, 0)
        assert found.rows_done == len(before)
        assert world.picture(bob) == before
        assert list(MonthlyTotal.objects.order_by("pk").values_list("month", "total")) == sums
        again = exported(bob, suffix)
    assert again.count(b"\n") == raw.count(b"\n")


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_quantities_have_all_their_digits(bob: User, alice: User, suffix: str) -> None:
    wanted = [Decimal(f"{1234567890123456789012345678901234567 * n}e-18") for n in range(1, 81)]
    with as_user(alice):
        for n, quantity in enumerate(wanted):
            make.asset(alice, name=f"A{n}", quantity=quantity)
        raw = exported(alice, suffix)
    with as_user(bob):
        assert imported(bob, raw).rows_bad == 0
        found = Entry.objects.order_by("quantity").values_list("quantity", flat=True)
        assert list(found) == wanted


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_what_was_stored_with_more_decimals_than_its_currency_has_comes_back(
    bob: User, alice: User, suffix: str
) -> None:
    with as_user(alice):
        make.asset(alice, 1000, currency="JPY")
        make.expense(alice, 300, currency="JPY")
        Entry.objects.filter(category="expenses").update(amount=Decimal("300.50"))
        Valuation.objects.update(amount=Decimal("1000.50"))
        before, raw = world.picture(alice), exported(alice, suffix)
    with as_user(bob):
        assert imported(bob, raw).rows_bad == 0
        assert world.picture(bob) == before
        assert {entry.money.amount for entry in Entry.objects.all()} == {
            Decimal("300.50"),
            Decimal("1000.50"),
        }


def test_net_worth_over_time_is_the_same(bob: User, alice: User) -> None:
    columns = ("currency", "on", "assets", "liabilities", "liquid")
    with as_user(alice):
        world.build(alice)
        raw = exported(alice, "csv")
        before = list(NetWorthDay.objects.order_by("currency", "on").values_list(*columns))
    with as_user(bob):
        imported(bob, raw)
        after = list(NetWorthDay.objects.order_by("currency", "on").values_list(*columns))
    assert before == after != []


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_ones_own_export_adds_nothing_to_ones_own_account(alices: User, suffix: str) -> None:
    world.build(alices)
    before = world.picture(alices)
    found = imported(alices, exported(alices, suffix))
    assert (found.rows_done, found.rows_duplicate) == (0, len(before))
    assert world.picture(alices) == before


def test_an_export_goes_back_into_an_emptied_account(alices: User) -> None:
    world.build(alices)
    before, raw = world.picture(alices), exported(alices, "json")
    Entry.objects.filter(user=alices).delete()
    imported(alices, raw)
    assert world.picture(alices) == before


def test_what_is_missing_comes_back_beside_what_is_there(alices: User) -> None:
    world.build(alices)
    before, raw = world.picture(alices), exported(alices, "csv")
    Entry.objects.filter(user=alices, name="Rent").delete()
    found = imported(alices, raw)
    assert found.rows_done == 1
    assert world.picture(alices) == before  # and it is paid from the account that is here


def test_wallet_addresses_are_sealed_for_their_new_row(bob: User, alice: User) -> None:
    with as_user(alice):
        world.build(alice)
        raw = exported(alice, "csv")
    with as_user(bob):
        imported(bob, raw)
        entry = Entry.objects.get(name="Coins")
        assert entry.wallet_address == "bc1qexampleexampleexample"
        stored = Entry.objects.filter(pk=entry.pk).extra(select={"raw": "wallet_address"})
        assert "bc1q" not in stored.values_list("raw", flat=True)[0]


def test_excel_may_have_been_there_in_between(bob: User, alice: User) -> None:
    with as_user(alice):
        world.build(alice)
        before, raw = world.picture(alice), exported(alice, "csv", has_mark=True)
    assert raw.startswith(b"\xef\xbb\xbf")
    columns = list(shape.COLUMNS)
    text = raw.decode("utf-8-sig")
    assert text.startswith(",".join(columns))
    with as_user(bob):
        imported(bob, text.encode("utf-16"))
        assert world.picture(bob) == before


@pytest.mark.parametrize(
    ("field", "value", "column"),
    [
        ("amount", "12,34", "amount"),
        ("amount", "1e5", "amount"),
        ("amount", "12.345", "amount"),
        ("amount", "-5.00", "amount"),
        ("amount", "99999999999999.00", "amount"),
        ("date", "22.11.2026", "date"),
        ("date", "1899-12-31", "date"),
        ("date", "", "date"),
        ("category", "wishes", "category"),
        ("currency", "euro!", "currency"),
        ("name", " ", "name"),
        ("is_liquid", "perhaps", "is_liquid"),
        ("recurring_frequency", "hourly", "recurring_frequency"),
        ("recurring_interval", "400", "recurring_interval"),
    ],
)
def test_what_does_not_fit_is_told(alices: User, field: str, value: str, column: str) -> None:
    entry = {
        "id": "1", "category": "expenses", "name": "A", "amount": "5.00", "currency": "EUR",
        "date": "2026-11-22", "recurring_frequency": "weekly", field: value,
    }  # fmt: skip
    raw = json.dumps({"format": shape.FORMAT, "version": 1, "entries": [entry]}).encode()
    found = imported(alices, raw)
    assert found.rows_bad == 1, found.problem
    assert not Entry.objects.exists()


def test_bad_records_name_their_column(alices: User) -> None:
    raw = json.dumps(
        {
            "format": shape.FORMAT,
            "version": 1,
            "entries": [
                {"id": "1", "category": "assets", "name": "A", "amount": 5, "currency": "EUR",
                 "date": "2026-11-22", "valuations": [{"date": "2026-01-01", "amount": "x"}]},
            ],
        }
    ).encode()  # fmt: skip
    found = imported(alices, raw)
    assert (found.rows_done, found.rows_bad) == (1, 1)
    assert Entry.objects.get().balance == 5
    assert not ImportRow.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [
        b'{"format": "numoraq.entries", "version": 3, "entries": [], "rates": []}',
        b'{"format": "numoraq.entries", "version": 2, "entries": [], "rates": []}',
        b'{"format": "numoraq.entries", "version": 2, "entries": []}',
        b'{"format": "numoraq.entries", "version": 2, "entries": []' + b" " * 90_000,
        b'{"format": "numoraq.entries", "version": 2, "entries": [], "rates": [1]}',
        b'{"format": "numoraq.entries", "version": 2, "entries": [], "rates": [{"on": "2026"',
        b'{"format": "numoraq.entries", "version": 1, "things": []}',
        b'{"format": "numoraq.entries", "version": 1, "entries": {}}',
        b'{"format": "numoraq.entries", "version": 1, "entries": [1]}',
        b'{"format": "numoraq.entries", "version": 1, "entries": [{"id": "1"',
        b'{"format": "numoraq.entries", "version": 1, "entries": [' + b"[" * 90_000,
        b'{"format": "numoraq.entries", "version": 1, "entries": []}',
    ],
)
def test_damaged_exports_fail_with_a_reason(alices: User, raw: bytes) -> None:
    found = imported(alices, raw)
    assert found.status == Import.Status.FAILED
    assert found.problem["code"] in {"file_format", "file_json", "file_no_rows"}


def test_json_may_have_been_written_anew(bob: User, alice: User) -> None:
    with as_user(alice):
        world.build(alice)
        before, raw = world.picture(alice), exported(alice, "json")
    with as_user(bob):
        imported(bob, json.dumps(json.loads(raw), indent=4).encode())
        assert world.picture(bob) == before


def test_numbers_in_json_stay_exact(alices: User) -> None:
    entry = (
        '{"id": "1", "category": "assets", "name": "A", "amount": 0.12345678,'
        ' "currency": "BTC", "date": "2026-11-22"}'
    )
    raw = f'{{"format": "{shape.FORMAT}", "version": 1, "entries": [{entry}]}}'.encode()
    imported(alices, raw)
    assert Entry.objects.get().balance == Decimal("0.12345678")


def test_a_long_history_is_read_in_pieces(alices: User) -> None:
    days = [f"20{n // 300 + 10}-{n % 12 + 1:02}-{n % 25 + 1:02}" for n in range(4500)]
    history = [{"date": day, "amount": "1.00", "source": "price"} for day in days]
    entry = {"id": "1", "category": "assets", "name": "A", "amount": "1", "currency": "EUR",
             "date": "2026-01-01", "valuations": history}  # fmt: skip
    raw = json.dumps({"format": shape.FORMAT, "version": 1, "entries": [entry]}).encode()
    assert imported(alices, raw).rows_done == 1
    assert Entry.objects.get().valuations.count() == len({*days, "2026-01-01"})
