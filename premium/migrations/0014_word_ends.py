from pathlib import Path

from django.db import migrations

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Words that had no end get one."""

    dependencies = [("premium", "0013_payment_rules")]
    operations = [sqlfiles.run(SQL, "0014_word_ends")]
