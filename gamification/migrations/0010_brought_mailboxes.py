import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import numoraq.rls.policies


class Migration(migrations.Migration):
    dependencies = [
        ("gamification", "0009_staff_rights"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BroughtMailbox",
            fields=[
                (
                    "address_hash",
                    models.TextField(
                        db_comment="HMAC-SHA256 under the installation's key, of the one form of the address.",
                        primary_key=True,
                        serialize=False,
                        verbose_name="hash of the address",
                    ),
                ),
                ("brought_at", models.DateTimeField(verbose_name="when")),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.DB_SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "mailbox that was brought",
                "verbose_name_plural": "mailboxes that were brought",
                "db_table": "gamification_brought_mailboxes",
                "db_table_comment": "Mailboxes that have brought points, as hashes.",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("address_hash__regex", "^[0-9a-f]{64}$")),
                        name="gamification_brought_hashed",
                    ),
                    numoraq.rls.policies.EnableRLS(name="gamification_brought_rls"),
                    numoraq.rls.policies.Policy(
                        name="gamification_brought_service", roles=("nq_service",), using=True
                    ),
                ],
            },
        ),
        migrations.AlterModelOptions(
            name="ledgerentry",
            options={
                "permissions": [("may_give_much_ledgerentry", "Can give many points by hand")],
                "verbose_name": "points entry",
                "verbose_name_plural": "points entries",
            },
        ),
    ]
