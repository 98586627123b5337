"""Each look-up of the documented index list, and those of our pages, is served by an index."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from accounts.models import Profile, User
from finance.models import Entry, Valuation
from finance.selectors import dashboard_rows, flow_sums, flows, rates, sparks, worth_series
from finance.selectors import entries as lists
from finance.services import due, entries
from finance.tests import plans
from finance.tests.make import TODAY
from numoraq.rls.identity import as_service, as_user
from numoraq.rls.logins import worker_login

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)


def assert_indexed(read: Callable[[], Any], *indexes: str) -> None:
    scans = plans.of(read)
    assert scans, "nothing was read"
    used = {scan.index for scan in scans}
    assert not [scan for scan in scans if scan.kind == "Seq Scan"], scans
    assert set(indexes) <= used, scans


type LookUp = tuple[Callable[[], Any], tuple[str, ...]]


def look_ups(user: User, some: list[UUID]) -> dict[str, LookUp]:
    """Return what pages read of a person, with the indexes that must serve it."""
    own = Entry.objects.filter(user=user)
    year: dict[str, Any] = {"user": user, "currency": "USD", "today": TODAY}
    days = [TODAY - timedelta(days=back) for back in range(0, 60, 3)]
    return {
        "profiles(id)": (lambda: Profile.objects.get(pk=user.pk), ("profiles_pkey",)),
        "financial_data(user_id)": (own.count, ()),
        "financial_data(user_id, id)": (
            lambda: own.filter(pk=some[0]).first(),
            (),
        ),
        "financial_data(category)": (
            lambda: list(own.filter(category="assets")[:50]),
            ("idx_financial_data_category",),
        ),
        "financial_data(category), in order": (
            lambda: list(own.filter(category="expenses").order_by("-date", "-pk")[:50]),
            ("idx_financial_data_category",),
        ),
        "financial_data(date)": (
            lambda: list(own.filter(date=date(2024, 5, 5))),
            ("idx_financial_data_date",),
        ),
        "a page of entries": (
            lambda: lists.page(**year, query=lists.Query(category="expenses")),
            ("idx_financial_data_category",),
        ),
        "duplicates": (lambda: list(own.filter(fingerprint="a" * 32)), ("fin_fingerprint",)),
        "entries of an import": (lambda: list(own.filter(import_id=user.pk)), ("fin_import",)),
        "what a dashboard names": (lambda: dashboard_rows.entries(user=user, today=TODAY), ()),
        "values of a balance": (
            lambda: list(Valuation.objects.filter(user=user, entry=some[0]).order_by("-on")),
            ("val_once_a_day",),
        ),
        "lines of balances": (
            lambda: sparks.values(user=user, entries=list(own.filter(pk__in=some)), today=TODAY),
            ("val_once_a_day",),
        ),
        "rates": (
            lambda: rates.table(user=user, currencies=["USD", "GBP"], days=days),
            ("fx_rates_pkey",),
        ),
        "days of a month": (
            lambda: flow_sums.kept(
                user=user, currency="EUR", after=date(2026, 9, 10), through=TODAY
            ),
            ("idx_financial_data_date",),
        ),
        "months": (lambda: flows.by_month(**year), ("finance_monthly_totals_pkey",)),
        "net worth over time": (
            lambda: worth_series.series(
                user=user, currency="EUR", start=date(2025, 11, 22), end=TODAY
            ),
            ("net_worth_daily_pkey",),
        ),
    }


def test_a_persons_look_ups_use_indexes(subtests: pytest.Subtests) -> None:
    plans.fill()
    user = User.objects.get(email="7@example.net")
    with as_user(user):
        assets = Entry.objects.filter(user=user, category="assets").order_by("pk")
        for name, (read, indexes) in look_ups(
            user, list(assets.values_list("pk", flat=True)[:3])
        ).items():
            with subtests.test(name):
                assert_indexed(read, *indexes)


def test_the_look_ups_of_jobs_use_indexes(subtests: pytest.Subtests) -> None:
    plans.fill()
    with worker_login(), as_service():
        with subtests.test("occurrences due for everybody"):
            first = (date.min, UUID(int=0))
            assert_indexed(lambda: due._page(latest=date(2020, 1, 2), after=first), "fin_due")
        with subtests.test("deleted long ago"):
            assert_indexed(
                lambda: entries.purge(before=datetime(2026, 1, 1, tzinfo=UTC)), "fin_deleted"
            )


@pytest.mark.parametrize("table", ["financial_data", "asset_valuations"])
def test_the_planner_hears_of_a_large_import_soon(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE oid = %s::regclass", [table])
        (options,) = cursor.fetchone()
    assert "autovacuum_analyze_scale_factor=0.01" in options
