from pathlib import Path

from django.db import migrations, models

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A session names what Django keeps of it, which goes with it."""

    dependencies = [("accounts", "0021_names"), ("sessions", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="authsession",
            name="key_hash",
            field=models.TextField(
                db_comment="SHA-256 of the key of Django's session, which goes with this one.",
                editable=False,
                null=True,
            ),
        ),
        sqlfiles.run(SQL, "0022_stored_sessions"),
    ]
