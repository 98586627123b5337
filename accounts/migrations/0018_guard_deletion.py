from pathlib import Path

from django.db import migrations

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """An account is closed and kept by whom the site has seen proven, not by a page's SQL."""

    dependencies = [("accounts", "0017_leaving")]
    operations = [sqlfiles.run(SQL, "0018_guard_deletion")]
