from pathlib import Path

from django.db import migrations

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The chain, and the triggers that keep the log append-only."""

    dependencies = [("cms", "0001_initial")]
    operations = [sqlfiles.run(SQL, "0002_audit_chain")]
