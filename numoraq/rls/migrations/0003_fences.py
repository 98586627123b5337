from pathlib import Path

from django.db import migrations

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Nobody but a trigger runs the trigger functions that write as the service."""

    dependencies = [
        ("rls", "0002_library_tables"),
        ("accounts", "0002_privileges"),
        ("cms", "0002_audit_chain"),
        ("finance", "0003_imports"),
    ]
    operations = [sqlfiles.run(SQL, "0003_fences")]
