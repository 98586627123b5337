from pathlib import Path

from django.db import migrations

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Factors with a name nobody chose have none, and are called what they are."""

    dependencies = [("accounts", "0023_factor_ordinals")]
    operations = [sqlfiles.run(SQL, "0024_default_names")]
