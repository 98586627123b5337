from pathlib import Path

from django.db import migrations

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Codes and redemptions are kept as they were made."""

    dependencies = [("premium", "0020_codes")]
    operations = [sqlfiles.run(SQL, "0021_code_rules")]
