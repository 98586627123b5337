from pathlib import Path

from django.db import migrations

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Payments and subscriptions are kept as they were; the key of the account is not."""

    dependencies = [("premium", "0012_notices"), ("djstripe", "0001_initial")]
    operations = [sqlfiles.run(SQL, "0013_payment_rules")]
