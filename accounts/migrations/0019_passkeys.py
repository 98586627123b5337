import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    """Passkeys are factors; each factor of a person has a name of its own and a last use."""

    dependencies = [
        ("accounts", "0018_guard_deletion"),
    ]

    operations = [
        migrations.AlterField(
            model_name="factor",
            name="type",
            field=models.TextField(
                choices=[
                    ("totp", "Authenticator app"),
                    ("recovery_codes", "Recovery codes"),
                    ("phone", "Phone"),
                    ("email", "E-mail"),
                    ("webauthn", "Passkey"),
                ],
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="factor",
            name="last_used_at",
            field=models.DateTimeField(
                db_comment="When somebody last signed in or proved themselves by it.",
                editable=False,
                null=True,
                verbose_name="last used at",
            ),
        ),
        migrations.AddConstraint(
            model_name="factor",
            constraint=models.UniqueConstraint(
                models.F("user"),
                django.db.models.functions.text.Lower("name"),
                condition=models.Q(("name", ""), _negated=True),
                name="auth_mfa_factors_names",
            ),
        ),
    ]
