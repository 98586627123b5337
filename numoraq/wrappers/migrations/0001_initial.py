import django.db.models.functions.datetime
import numoraq.rls.policies
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("rls", "0001_identity")]

    operations = [
        migrations.CreateModel(
            name="WrapperStat",
            fields=[
                (
                    "fdw_name",
                    models.TextField(primary_key=True, serialize=False, verbose_name="provider"),
                ),
                (
                    "create_times",
                    models.BigIntegerField(db_default=0, default=0, verbose_name="uses"),
                ),
                (
                    "rows_in",
                    models.BigIntegerField(db_default=0, default=0, verbose_name="rows read"),
                ),
                (
                    "rows_out",
                    models.BigIntegerField(db_default=0, default=0, verbose_name="rows stored"),
                ),
                (
                    "bytes_in",
                    models.BigIntegerField(db_default=0, default=0, verbose_name="bytes received"),
                ),
                (
                    "bytes_out",
                    models.BigIntegerField(db_default=0, default=0, verbose_name="bytes sent"),
                ),
                (
                    "metadata",
                    models.JSONField(
                        db_default=models.Value({}, output_field=models.JSONField()),
                        default=dict,
                        verbose_name="details",
                    ),
                ),
                ("calls", models.BigIntegerField(db_default=0, default=0, verbose_name="calls")),
                ("errors", models.BigIntegerField(db_default=0, default=0, verbose_name="errors")),
                (
                    "rate_limited",
                    models.BigIntegerField(
                        db_default=0, default=0, verbose_name="refused as too many"
                    ),
                ),
                (
                    "cache_hits",
                    models.BigIntegerField(
                        db_default=0, default=0, verbose_name="answered from the cache"
                    ),
                ),
                (
                    "latency_ms_sum",
                    models.BigIntegerField(
                        db_default=0, default=0, verbose_name="time of all calls, ms"
                    ),
                ),
                (
                    "latency_ms_max",
                    models.BigIntegerField(
                        db_default=0, default=0, verbose_name="longest call, ms"
                    ),
                ),
                ("last_ok_at", models.DateTimeField(null=True, verbose_name="last success")),
                ("last_error_at", models.DateTimeField(null=True, verbose_name="last failure")),
                (
                    "last_error",
                    models.TextField(db_default="", default="", verbose_name="last problem"),
                ),
                (
                    "breaker_state",
                    models.TextField(
                        choices=[
                            ("closed", "calls are made"),
                            ("open", "no calls after failures"),
                            ("half_open", "one call is tried"),
                        ],
                        db_default="closed",
                        default="closed",
                        verbose_name="breaker",
                    ),
                ),
                (
                    "failures_in_row",
                    models.IntegerField(db_default=0, default=0, verbose_name="failures in a row"),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="created at",
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="updated at",
                    ),
                ),
            ],
            options={
                "verbose_name": "outside data",
                "verbose_name_plural": "outside data",
                "db_table": "wrappers_fdw_stats",
                "db_table_comment": "Calls to providers of outside data: counts, sizes, times, failures.",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("breaker_state__in", ["closed", "open", "half_open"])),
                        name="wrap_breaker",
                    ),
                    numoraq.rls.policies.EnableRLS(name="wrap_rls"),
                    numoraq.rls.policies.Policy(
                        command="ALL",
                        name="wrap_staff",
                        roles=("nq_staff",),
                        using=numoraq.rls.policies.StaffClaim(),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL", name="wrap_service", roles=("nq_service",), using=True
                    ),
                ],
            },
        ),
    ]
