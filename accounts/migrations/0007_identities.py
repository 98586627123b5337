from pathlib import Path

from django.db import migrations

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Accounts elsewhere are linked by the login role; providers are set up by staff."""

    dependencies = [
        ("accounts", "0006_factor_rules"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]
    operations = [sqlfiles.run(SQL, "0007_identities")]
