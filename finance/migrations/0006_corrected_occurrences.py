from django.db import migrations, models


class Migration(migrations.Migration):
    """Occurrences know whether their amount was set by hand."""

    dependencies = [
        ("finance", "0005_imported_rates"),
    ]

    operations = [
        migrations.AddField(
            model_name="occurrence",
            name="is_corrected",
            field=models.BooleanField(
                db_comment="Its amount was set by hand: one for all times leaves it alone.",
                db_default=False,
                default=False,
                editable=False,
                verbose_name="corrected by hand",
            ),
        ),
    ]
