from pathlib import Path

from django.db import migrations

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The planner hears of a large import soon."""

    dependencies = [("finance", "0006_corrected_occurrences")]
    operations = [sqlfiles.run(SQL, "0007_statistics")]
