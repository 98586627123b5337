from pathlib import Path

from django.db import migrations

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Grants are kept as they were given."""

    dependencies = [("premium", "0002_grants")]
    operations = [sqlfiles.run(SQL, "0003_grant_rules")]
