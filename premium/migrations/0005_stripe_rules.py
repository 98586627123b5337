from pathlib import Path

from django.db import migrations

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Policies for the tables of dj-stripe, which cannot carry them in their models."""

    dependencies = [("premium", "0004_payments"), ("djstripe", "0001_initial")]
    operations = [sqlfiles.run(SQL, "0005_stripe_rules")]
