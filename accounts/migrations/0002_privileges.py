from pathlib import Path

from django.db import migrations

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Nobody makes themselves staff."""

    dependencies = [("accounts", "0001_initial")]
    operations = [sqlfiles.run(SQL, "0002_privileges")]
