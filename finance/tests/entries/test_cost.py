"""The pages ask the database as often with a thousand entries as with ten."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from finance.models import Entry
from finance.services import valuations
from finance.tests import make
from finance.tests.make import TODAY
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db

CATEGORIES = ("assets", "liabilities", "income", "expenses")
KINDS = {
    "assets": ("bank", "crypto", "vehicle"),
    "liabilities": ("mortgage", "card"),
    "income": ("salary",),
    "expenses": ("food", "housing"),
}


def fill(user: User, count: int) -> None:
    """Give a person so many entries of each category, in two currencies and one without a rate."""
    with as_user(user):
        Entry.objects.bulk_create(
            Entry(
                user=user,
                category=category,
                subcategory=KINDS[category][index % len(KINDS[category])],
                name=f"Entry {index}",
                amount=index + 1,
                currency=("EUR", "USD", "AOA")[index % 3],
                date=TODAY - timedelta(days=index % 900),
                is_liquid=index % 2 == 0,
            )
            for category in CATEGORIES
            for index in range(count)
        )
        for index in range(3):
            make.monthly(user, 5 + index, name=f"Bill {index}", date=date(2026, 9, 1 + index))


def asked(client: Client, path: str) -> int:
    """Return how many statements a page needs, without the savepoints of a test's requests."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return sum(not q["sql"].startswith(("SAVEPOINT", "RELEASE")) for q in queries)


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("/entries/assets/", 7),
        ("/entries/assets/?show=liquid", 7),
        ("/entries/assets/?search=entry", 7),
        ("/entries/liabilities/", 7),
        ("/entries/income/", 12),
        ("/entries/expenses/", 12),
        ("/entries/expenses/?month=2026-11&kind=food", 10),
        ("/entries/expenses/?search=entry", 14),
        ("/entries/deleted/", 2),
        ("/rates/", 9),
    ],
)
def test_pages_cost_the_same_for_any_number_of_entries(
    alice: User, browser: Client, rates: None, path: str, count: int
) -> None:
    browser.get(path)  # signs in and warms what is kept between requests
    fill(alice, 12)
    assert asked(browser, path) == count
    fill(alice, 200)
    assert asked(browser, path) == count


def test_forms_cost_the_same_for_any_length_of_history(alice: User, browser: Client) -> None:
    with as_user(alice):
        asset = make.asset(alice, 5)
    counts = []
    for days in (2, 60):
        with as_user(alice):
            for back in range(days):
                on = TODAY - timedelta(days=back)
                valuations.put(
                    user=alice, entry_id=asset.pk, on=on, amount=Decimal(back), today=TODAY
                )
        counts.append([asked(browser, f"/entries/{asset.pk}/{tail}") for tail in ("", "history/")])
    assert counts[0] == counts[1]
    assert counts[0][0] <= 14
    assert counts[0][1] <= 7
