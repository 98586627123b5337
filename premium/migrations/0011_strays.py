"""Note subscriptions at Stripe whose person is not in this database."""

from django.db import migrations, models

import numoraq.rls.policies


class Migration(migrations.Migration):
    dependencies = [
        ("premium", "0010_money_that_returns"),
    ]

    operations = [
        migrations.CreateModel(
            name="Stray",
            fields=[
                (
                    "stripe_subscription",
                    models.TextField(
                        primary_key=True, serialize=False, verbose_name="subscription"
                    ),
                ),
                (
                    "stripe_customer",
                    models.TextField(
                        blank=True, db_default="", default="", verbose_name="customer"
                    ),
                ),
                (
                    "person",
                    models.TextField(
                        blank=True,
                        db_comment="As Stripe has it; nobody of that id is in this database.",
                        db_default="",
                        default="",
                        verbose_name="person's id",
                    ),
                ),
                (
                    "plan_type",
                    models.TextField(blank=True, db_default="", default="", verbose_name="plan"),
                ),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("incomplete", "not begun"),
                            ("incomplete_expired", "never begun"),
                            ("trialing", "on trial"),
                            ("active", "running"),
                            ("past_due", "payment overdue"),
                            ("unpaid", "unpaid"),
                            ("paused", "paused"),
                            ("canceled", "ended"),
                        ],
                        verbose_name="state",
                    ),
                ),
                ("seen_at", models.DateTimeField(verbose_name="last seen at")),
            ],
            options={
                "verbose_name": "subscription of nobody",
                "verbose_name_plural": "subscriptions of nobody",
                "db_table": "premium_strays",
                "db_table_comment": "Subscriptions at Stripe whose person is not in this database.",
                "constraints": [
                    numoraq.rls.policies.EnableRLS(name="premium_strays_rls"),
                    numoraq.rls.policies.Policy(
                        command="ALL", name="premium_strays_login", roles=("nq_web",), using=True
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL",
                        name="premium_strays_staff",
                        roles=("nq_staff",),
                        using=numoraq.rls.policies.StaffClaim(),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL",
                        name="premium_strays_service",
                        roles=("nq_service",),
                        using=True,
                    ),
                ],
            },
        ),
    ]
