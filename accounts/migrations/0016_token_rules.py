from pathlib import Path

from django.db import migrations

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Refresh tokens end with their session, and their families do not mix."""

    dependencies = [("accounts", "0015_tokens")]
    operations = [sqlfiles.run(SQL, "0016_token_rules")]
