from pathlib import Path

from django.db import migrations

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The ledger of points is append-only, and takes back no entry of another person."""

    dependencies = [("gamification", "0002_points")]
    operations = [sqlfiles.run(SQL, "0003_points")]
