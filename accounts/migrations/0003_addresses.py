from pathlib import Path

from django.db import migrations

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Nobody proves an address to themselves."""

    dependencies = [("accounts", "0002_privileges"), ("rls", "0002_library_tables")]
    operations = [sqlfiles.run(SQL, "0003_addresses")]
