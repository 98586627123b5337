"""A bank's file from its bytes to entries, against PostgreSQL's COPY of the same rows.

The floor fills a table with the columns, checks and indexes of the entries, but without their
triggers, references and row security, in one transaction, as the owner.
"""

import csv
import io
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count

import psycopg
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from finance.imports.services import whole
from numoraq.bench import measure, people
from numoraq.bench.addresses import address
from numoraq.bench.cases import Scale
from numoraq.bench.report import Result
from numoraq.rls.identity import as_user

_BUDGET = 0.25  # of the floor's rows a second
_ROUNDS = 3
_PAYEES = ("Corner bakery", "City transport", "Energy", "Bookshop", "Café Central", "Pharmacy")
_TABLE = "CREATE TABLE bench_copy (LIKE financial_data INCLUDING ALL)"
_COPY = """
COPY bench_copy (id, user_id, category, subcategory, name, amount, currency, date, description,
    is_liquid, is_recurring, recurring_interval, import_id) FROM STDIN
"""

type Booking = tuple[date, str, str]  # day, payee, amount with a sign


def run(scale: Scale) -> list[Result]:
    """Compare rows a second of the whole way, reading, checking and writing, with COPY's."""
    bookings = [_booking(number, scale.today) for number in range(scale.import_rows)]
    owner = psycopg.connect(address("owner"))
    try:
        owner.execute(_TABLE)
        actions = [_importer(_file(bookings), scale.today), _copier(owner, bookings)]
        ours, floor = measure.alternate(actions, rounds=min(_ROUNDS, scale.rounds))
    finally:
        owner.rollback()
        owner.close()
    return [
        Result(
            f"import of {len(bookings):,} rows of CSV",
            len(bookings) / ours.p50,
            len(bookings) / floor.p50,
            "rows/s",
            _BUDGET,
            is_at_least=True,
        )
    ]


def _booking(number: int, today: date) -> Booking:
    cents = 100 + number * 7919 % 90_000
    sign = "" if number % 9 == 0 else "-"
    payee = f"{_PAYEES[number % len(_PAYEES)]} {number % 997}"
    return today - timedelta(days=number % 1500), payee, f"{sign}{cents // 100}.{cents % 100:02}"


def _file(bookings: list[Booking]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["Date", "Payee", "Amount", "Currency", "Note"])
    writer.writerows(
        (day.strftime("%d.%m.%Y"), payee, amount.replace(".", ","), "EUR", "card payment")
        for day, payee, amount in bookings
    )
    return text.getvalue().encode()


def _importer(content: bytes, today: date) -> Callable[[], None]:
    def bring_in() -> None:
        person: User = people.make(rows=1, today=today)
        with as_user(person):
            file = ContentFile(content, name="bank.csv")
            whole.import_file(user=person, file=file, at=timezone.now(), today=today)

    return bring_in


def _copier(owner: psycopg.Connection, bookings: list[Booking]) -> Callable[[], None]:
    numbers = count()

    def copy_in() -> None:
        person = uuid.UUID(int=next(numbers))
        with owner.cursor() as cursor, cursor.copy(_COPY) as copy:
            for day, payee, amount in bookings:
                copy.write_row(
                    (uuid.uuid4(), person, "expenses", "other", payee, amount.lstrip("-"), "EUR",
                     day, "card payment", True, False, 1, person)
                )  # fmt: skip

    return copy_in
