from django.db import migrations, models


class Migration(migrations.Migration):
    """Own rates know the import they came with."""

    dependencies = [
        ("finance", "0004_rates_version"),
    ]

    operations = [
        migrations.AddField(
            model_name="manualrate",
            name="import_id",
            field=models.UUIDField(
                blank=True,
                db_comment="The import it came with, until the person sets it anew.",
                editable=False,
                null=True,
                verbose_name="import",
            ),
        ),
    ]
