from pathlib import Path

from django.db import migrations

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Sessions fall with the factor that raised them; secrets are nobody's to touch."""

    dependencies = [
        ("accounts", "0005_factors"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [sqlfiles.run(SQL, "0006_factor_rules")]
