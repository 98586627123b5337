from django.db import migrations, models


class Migration(migrations.Migration):
    """What the CMS calls the rows that were handed on; nothing changes in the database."""

    dependencies = [("wrappers", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="wrapperstat",
            name="rows_out",
            field=models.BigIntegerField(db_default=0, default=0, verbose_name="rows handed on"),
        ),
    ]
