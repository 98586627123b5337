from pathlib import Path

from django.db import migrations

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The schema `app`. It depends on nothing: even the user table's policies need it."""

    dependencies: list[tuple[str, str]] = []
    operations = [sqlfiles.run(SQL, "0001_identity")]
