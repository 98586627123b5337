from pathlib import Path

from django.db import migrations

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The service deletes whoever has an account elsewhere."""

    dependencies = [("accounts", "0081_guard_deletion")]
    operations = [sqlfiles.run(SQL, "0082_delete_identities")]
