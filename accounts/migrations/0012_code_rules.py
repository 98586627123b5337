from pathlib import Path

from django.db import migrations

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A challenge is of a factor of the same person; nobody shortens the wait of a reset."""

    dependencies = [("accounts", "0011_codes")]
    operations = [sqlfiles.run(SQL, "0012_code_rules")]
