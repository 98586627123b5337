from pathlib import Path

from django.db import migrations, models

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The ways in of people as a view; secrets of providers sealed."""

    dependencies = [("accounts", "0013_one_time_tokens")]
    operations = [
        sqlfiles.run(SQL, "0014_identities_view"),
        migrations.CreateModel(
            name="Identity",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("provider", models.TextField(verbose_name="provider")),
                ("provider_id", models.TextField(verbose_name="id there")),
                ("identity_data", models.JSONField(verbose_name="what the provider tells")),
                ("email", models.TextField(null=True, verbose_name="address there")),
                ("created_at", models.DateTimeField(verbose_name="linked at")),
                ("updated_at", models.DateTimeField(verbose_name="changed at")),
                ("last_sign_in_at", models.DateTimeField(null=True, verbose_name="last used at")),
            ],
            options={
                "verbose_name": "identity",
                "verbose_name_plural": "identities",
                "db_table": "auth_identities",
                "managed": False,
            },
        ),
    ]
