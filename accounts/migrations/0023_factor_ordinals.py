from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Factors without a name are counted, each kind by itself."""

    dependencies = [("accounts", "0022_stored_sessions")]

    operations = [
        migrations.AddField(
            model_name="factor",
            name="ordinal",
            field=models.PositiveSmallIntegerField(
                db_comment="Of those of its kind without a name: which one, shown beside the kind.",
                db_default=1,
                default=1,
                editable=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="factor",
            constraint=models.UniqueConstraint(
                condition=Q(name=""),
                fields=("user", "type", "ordinal"),
                name="auth_mfa_factors_ordinals",
            ),
        ),
    ]
