"""Headings of the CMS that read well: "0 organisations"."""

from django.db import migrations


class Migration(migrations.Migration):
    """Call the table's rows what they are."""

    dependencies = [("accounts", "0020_single_sign_on")]

    operations = [
        migrations.AlterModelOptions(
            name="ssoprovider",
            options={"verbose_name": "organisation", "verbose_name_plural": "organisations"},
        ),
    ]
