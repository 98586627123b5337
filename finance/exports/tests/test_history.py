"""What happened to the entries of an export, when it does not fit."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile

from accounts.models import User
from finance.exports import shape
from finance.exports.tests import world
from finance.imports.parsing.mapping import Mapping
from finance.imports.services import applying, checks, uploads
from finance.imports.tests.bring import AT
from finance.models import Entry, Import, ImportRow, Occurrence, Valuation

TODAY = world.TODAY


def checked(user: User, *entries: dict[str, Any]) -> Import:
    """Return the check of an export with these entries."""
    usual = {"id": "1", "category": "assets", "name": "A", "amount": "5.00", "currency": "EUR"}
    items = [{**usual, "date": "2026-01-01", **entry} for entry in entries]
    raw = json.dumps({"format": shape.FORMAT, "version": 1, "entries": items}).encode()
    found = uploads.begin(user=user, file=ContentFile(raw, name="export.json"))
    checks.prepare(user=user, import_id=found.pk, mapping=Mapping.from_json(found.mapping))
    return checks.run(user=user, import_id=found.pk, today=TODAY)


def codes(found: Import) -> list[tuple[str, str]]:
    """Return what is wrong with the rows of an import: column and code."""
    stored = ImportRow.objects.filter(import_file=found).values_list("problems", flat=True)
    return [(shape.COLUMNS[column], code) for rows in stored for column, code, _args in rows or []]


def test_a_value_of_a_day_to_come_is_refused(alices: User) -> None:
    days = [TODAY, TODAY + timedelta(days=1)]
    history = [{"date": day.isoformat(), "amount": "7.00"} for day in days]
    found = checked(alices, {"valuations": history})
    assert codes(found) == [("date", "date_to_come")]
    applying.start(user=alices, import_id=found.pk, at=AT)
    assert Valuation.objects.latest("on").on == TODAY


def test_an_occurrence_is_never_below_zero(alices: User) -> None:
    due = [{"date": "2026-02-01", "amount": amount} for amount in ("-1.00", "1.001", "1.00")]
    flow = {"category": "expenses", "recurring_frequency": "monthly", "occurrences": due[:2]}
    found = checked(alices, flow, {**flow, "id": "2", "occurrences": due[2:]})
    assert codes(found) == [("amount", "value_wrong")] * 2
    applying.start(user=alices, import_id=found.pk, at=AT)
    assert Occurrence.objects.get().amount == 1


@pytest.mark.parametrize("category", ["assets", "expenses"])
def test_what_does_not_recur_has_no_end(alices: User, category: str) -> None:
    entry = {"category": category, "recurring_interval": "999", "recurring_ends_on": "2020-01-01"}
    found = checked(alices, entry)
    applying.start(user=alices, import_id=found.pk, at=AT)
    assert Entry.objects.get().recurring_ends_on is None
