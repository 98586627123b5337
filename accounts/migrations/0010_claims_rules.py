from pathlib import Path

from django.db import migrations

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Claims fall with what made them; sessions are ended by the login role."""

    dependencies = [("accounts", "0009_claims")]
    operations = [sqlfiles.run(SQL, "0010_claims")]
