from pathlib import Path

from django.db import migrations

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Nobody changes what the roles of staff may do, while the app runs."""

    dependencies = [("rls", "0003_fences")]
    operations = [sqlfiles.run(SQL, "0004_rights_of_roles")]
