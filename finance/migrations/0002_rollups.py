from pathlib import Path

from django.db import migrations

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """References that carry the person, and the triggers that keep every sum."""

    dependencies = [("finance", "0001_initial")]
    operations = [
        sqlfiles.run(SQL, "0002_references"),
        sqlfiles.run(SQL, "0002_text"),
        sqlfiles.run(SQL, "0002_totals"),
        sqlfiles.run(SQL, "0002_entries"),
        sqlfiles.run(SQL, "0002_statements"),
        sqlfiles.run(SQL, "0002_history"),
        sqlfiles.run(SQL, "0002_triggers"),
        sqlfiles.run(SQL, "0002_recount"),
    ]
