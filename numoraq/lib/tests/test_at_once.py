"""Tables made at once are those that one step after another would have made."""

import pytest
from django.db import connections, models
from django.db.migrations import AddField, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from numoraq.lib.at_once import CreateAtOnce

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

STEPS: list[Operation] = [
    CreateModel("Shelf", [("id", models.BigAutoField(primary_key=True))]),
    CreateModel(
        "Book",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("title", models.TextField(db_index=True)),
            ("shelf", models.ForeignKey("things.Shelf", models.CASCADE)),
        ],
    ),
    # Two that refer to each other.
    AddField("shelf", "first", models.ForeignKey("things.Book", models.CASCADE, null=True)),
]


@pytest.fixture
def catalogue() -> list[str]:
    """Return what the database holds after the steps were taken one by one."""
    return _made(STEPS)


def test_it_makes_the_same_tables(catalogue: list[str]) -> None:
    assert len(catalogue) == 15
    assert _made([CreateAtOnce(STEPS)]) == catalogue


def test_it_is_undone() -> None:
    before = ProjectState()
    once, after = CreateAtOnce(STEPS), ProjectState()
    once.state_forwards("things", after)
    with connections["owner"].schema_editor() as editor:
        once.database_forwards("things", editor, before, after)
    with connections["owner"].schema_editor() as editor:
        once.database_backwards("things", editor, after, before)
    assert _catalogue() == []


def test_it_is_written_down_and_told() -> None:
    once = CreateAtOnce(STEPS)
    name, (operations,), _ = once.deconstruct()
    assert (name, operations) == ("CreateAtOnce", STEPS)
    assert once.describe() == "Create 2 models at once"


def _made(operations: list[Operation]) -> list[str]:
    """Take some steps, return what they made, and leave nothing of it."""
    owner, before = connections["owner"], ProjectState()
    for operation in operations:
        after = before.clone()
        operation.state_forwards("things", after)
        with owner.schema_editor() as editor:
            operation.database_forwards("things", editor, before, after)
        before = after
    found = _catalogue()
    with owner.cursor() as cursor:
        cursor.execute("DROP TABLE things_shelf, things_book CASCADE")
    return found


def _catalogue() -> list[str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT table_name || '.' || column_name || data_type || is_nullable"
            " FROM information_schema.columns WHERE table_name LIKE 'things%%'"
            " UNION ALL SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid::regclass::text LIKE 'things%%' AND contype IN ('p', 'f')"
            " UNION ALL SELECT regexp_replace(indexdef, 'INDEX \\S+ ON', 'INDEX ON')"
            " FROM pg_indexes WHERE tablename LIKE 'things%%' ORDER BY 1"
        )
        return [one for (one,) in cursor.fetchall()]
