from pathlib import Path

from django.conf import settings
from django.db import migrations

from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Policies for the tables of Django and allauth, which cannot carry them in their models."""

    dependencies = [
        ("rls", "0001_identity"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("sessions", "0001_initial"),
    ]
    operations = [sqlfiles.run(SQL, "0002_library_tables")]
