from pathlib import Path

from django.db import migrations

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Codes and redemptions are kept as they were made."""

    dependencies = [("premium", "0006_codes")]
    operations = [sqlfiles.run(SQL, "0007_code_rules")]
