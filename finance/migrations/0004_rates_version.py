from pathlib import Path

from django.db import migrations, models

import numoraq.rls.policies
from numoraq.lib import sqlfiles

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A version of the published rates, counted by triggers."""

    dependencies = [
        ("finance", "0003_imports"),
    ]

    operations = [
        migrations.CreateModel(
            name="RatesVersion",
            fields=[
                (
                    "only_row",
                    models.BooleanField(
                        default=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.BigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "version of the rates",
                "verbose_name_plural": "versions of the rates",
                "db_table": "finance_rates_version",
                "db_table_comment": "Counts changes to fx_rates; one row, kept by triggers.",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("only_row", True)), name="fxver_only_row"
                    ),
                    numoraq.rls.policies.EnableRLS(name="fxver_rls"),
                    numoraq.rls.policies.Policy(
                        command="SELECT", name="fxver_read", roles=("nq_user", "nq_web"), using=True
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL",
                        name="fxver_staff",
                        roles=("nq_staff",),
                        using=numoraq.rls.policies.StaffClaim(),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL", name="fxver_service", roles=("nq_service",), using=True
                    ),
                ],
            },
        ),
        sqlfiles.run(SQL, "0004_rates_version"),
    ]
