import uuid

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import numoraq.lib.crypto
import numoraq.rls.policies


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("rls", "0001_identity"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DataVersion",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.BigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "data version",
                "verbose_name_plural": "data versions",
                "db_table": "finance_data_versions",
                "db_table_comment": "Counts changes to a person's figures; kept by triggers.",
                "constraints": [
                    numoraq.rls.policies.EnableRLS(name="ver_rls"),
                    numoraq.rls.policies.Policy(
                        command="SELECT",
                        name="ver_own",
                        roles=("nq_user",),
                        using=models.Q(("user", numoraq.rls.policies.CurrentUserId())),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL",
                        name="ver_staff",
                        roles=("nq_staff",),
                        using=numoraq.rls.policies.StaffClaim(),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL", name="ver_service", roles=("nq_service",), using=True
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "category",
                    models.TextField(
                        choices=[
                            ("assets", "Assets"),
                            ("liabilities", "Liabilities"),
                            ("income", "Income"),
                            ("expenses", "Expenses"),
                        ],
                        verbose_name="category",
                    ),
                ),
                (
                    "subcategory",
                    models.TextField(blank=True, db_default="", default="", verbose_name="kind"),
                ),
                ("name", models.TextField(verbose_name="name")),
                (
                    "amount",
                    models.DecimalField(
                        db_comment="Cents of a flow, or of the latest valuation of a balance (kept by a trigger).",
                        decimal_places=2,
                        max_digits=15,
                        verbose_name="amount",
                    ),
                ),
                (
                    "currency",
                    models.TextField(db_default="USD", default="USD", verbose_name="currency"),
                ),
                (
                    "date",
                    models.DateField(
                        db_comment="Day of a flow, or of the latest valuation of a balance.",
                        verbose_name="date",
                    ),
                ),
                (
                    "description",
                    models.TextField(blank=True, db_default="", default="", verbose_name="note"),
                ),
                (
                    "is_liquid",
                    models.BooleanField(db_default=True, default=True, verbose_name="liquid"),
                ),
                (
                    "balance",
                    models.DecimalField(
                        blank=True,
                        db_comment="The latest valuation, exact; kept by a trigger. NULL for flows.",
                        decimal_places=8,
                        editable=False,
                        max_digits=26,
                        null=True,
                        verbose_name="balance",
                    ),
                ),
                (
                    "quantity",
                    models.DecimalField(
                        blank=True,
                        decimal_places=18,
                        max_digits=38,
                        null=True,
                        verbose_name="quantity",
                    ),
                ),
                (
                    "is_recurring",
                    models.BooleanField(db_default=False, default=False, verbose_name="recurring"),
                ),
                (
                    "recurring_frequency",
                    models.TextField(
                        blank=True,
                        choices=[
                            ("weekly", "weekly"),
                            ("monthly", "monthly"),
                            ("yearly", "yearly"),
                        ],
                        null=True,
                        verbose_name="frequency",
                    ),
                ),
                (
                    "recurring_interval",
                    models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="every"),
                ),
                (
                    "recurring_ends_on",
                    models.DateField(blank=True, null=True, verbose_name="until"),
                ),
                (
                    "next_due_on",
                    models.DateField(
                        blank=True,
                        db_comment="The next day by the rule that has no occurrence yet; also past the end.",
                        editable=False,
                        null=True,
                        verbose_name="next on",
                    ),
                ),
                (
                    "settles_in",
                    models.UUIDField(
                        blank=True,
                        db_comment="The balance (id) that a flow is paid from or into.",
                        null=True,
                        verbose_name="paid from or into",
                    ),
                ),
                (
                    "wallet_address",
                    numoraq.lib.crypto.EncryptedTextField(
                        blank=True, null=True, verbose_name="wallet address"
                    ),
                ),
                ("blockchain", models.TextField(blank=True, null=True, verbose_name="blockchain")),
                (
                    "import_id",
                    models.UUIDField(blank=True, editable=False, null=True, verbose_name="import"),
                ),
                (
                    "fingerprint",
                    models.TextField(
                        blank=True,
                        db_comment="MD5 of what makes an entry the same as another: finds duplicates.",
                        editable=False,
                        null=True,
                    ),
                ),
                (
                    "deleted_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="deleted at"
                    ),
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
                        auto_now=True,
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="updated at",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry",
                "verbose_name_plural": "entries",
                "db_table": "financial_data",
                "db_table_comment": "What people own, owe, earn and spend; amounts in their own currency.",
                "indexes": [
                    models.Index(
                        fields=["user", "category", "-date", "-id"],
                        name="idx_financial_data_category",
                    ),
                    models.Index(fields=["user", "date"], name="idx_financial_data_date"),
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", True), ("is_recurring", True)),
                        fields=["user", "next_due_on"],
                        name="fin_recurring",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("deleted_at__isnull", True),
                            ("is_recurring", True),
                            models.Q(
                                ("recurring_ends_on__isnull", True),
                                ("next_due_on__lte", models.F("recurring_ends_on")),
                                _connector="OR",
                            ),
                        ),
                        fields=["next_due_on", "id"],
                        name="fin_due",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", False)),
                        fields=["deleted_at"],
                        name="fin_deleted",
                    ),
                    models.Index(
                        condition=models.Q(("fingerprint__isnull", False)),
                        fields=["user", "fingerprint"],
                        name="fin_fingerprint",
                    ),
                    models.Index(
                        condition=models.Q(("import_id__isnull", False)),
                        fields=["user", "import_id"],
                        name="fin_import",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "id"), name="idx_financial_data_user_id"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("category__in", ["assets", "liabilities", "income", "expenses"])
                        ),
                        name="fin_category",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z0-9]{3,10}$")),
                        name="fin_currency",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("name"), 200
                            ),
                            ("name__regex", "\\S"),
                        ),
                        name="fin_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("is_recurring", False),
                                ("next_due_on__isnull", True),
                                ("recurring_frequency__isnull", True),
                            ),
                            models.Q(
                                ("category__in", ["income", "expenses"]),
                                ("is_recurring", True),
                                ("next_due_on__isnull", False),
                                ("recurring_frequency__in", ["weekly", "monthly", "yearly"]),
                            ),
                            _connector="OR",
                        ),
                        name="fin_recurrence",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("recurring_interval__range", (1, 366))),
                        name="fin_interval",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("recurring_ends_on__isnull", True),
                            ("recurring_ends_on__gte", models.F("date")),
                            _connector="OR",
                        ),
                        name="fin_recurrence_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("balance__isnull", False),
                                ("category__in", ["assets", "liabilities"]),
                            ),
                            models.Q(
                                ("amount__gte", 0),
                                ("balance__isnull", True),
                                ("category__in", ["income", "expenses"]),
                            ),
                            _connector="OR",
                        ),
                        name="fin_amount",
                    ),
                    numoraq.rls.policies.EnableRLS(name="fin_rls"),
                    numoraq.rls.policies.Policy(
                        command="ALL",
                        name="fin_own",
                        roles=("nq_user",),
                        using=models.Q(("user", numoraq.rls.policies.CurrentUserId())),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL",
                        name="fin_staff",
                        roles=("nq_staff",),
                        using=numoraq.rls.policies.StaffClaim(),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL", name="fin_service", roles=("nq_service",), using=True
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryCount",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "user",
                        "category",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("category", models.TextField()),
                ("entries", models.IntegerField()),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "number of entries",
                "verbose_name_plural": "numbers of entries",
                "db_table": "finance_entry_counts",
                "db_table_comment": "Number of entries by category; kept by triggers.",
                "constraints": [
                    numoraq.rls.policies.EnableRLS(name="count_rls"),
                    numoraq.rls.policies.Policy(
                        command="SELECT",
                        name="count_own",
                        roles=("nq_user",),
                        using=models.Q(("user", numoraq.rls.policies.CurrentUserId())),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL",
                        name="count_staff",
                        roles=("nq_staff",),
                        using=numoraq.rls.policies.StaffClaim(),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL", name="count_service", roles=("nq_service",), using=True
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FxRate",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "currency",
                        "on",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("currency", models.TextField(verbose_name="currency")),
                ("on", models.DateField(verbose_name="on")),
                (
                    "per_eur",
                    models.DecimalField(decimal_places=20, max_digits=38, verbose_name="per euro"),
                ),
                (
                    "source",
                    models.TextField(
                        choices=[("ecb", "European Central Bank"), ("crypto", "market price")],
                        db_default="ecb",
                        default="ecb",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "verbose_name": "exchange rate",
                "verbose_name_plural": "exchange rates",
                "db_table": "fx_rates",
                "db_table_comment": "Units of a currency for one euro, by day and source.",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("per_eur__gt", 0)), name="fx_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("currency__regex", "^[A-Z0-9]{3,10}$"),
                            models.Q(("currency", "EUR"), _negated=True),
                        ),
                        name="fx_currency",
                    ),
                    numoraq.rls.policies.EnableRLS(name="fx_rls"),
                    numoraq.rls.policies.Policy(
                        command="SELECT", name="fx_read", roles=("nq_user", "nq_web"), using=True
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL",
                        name="fx_staff",
                        roles=("nq_staff",),
                        using=numoraq.rls.policies.StaffClaim(),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL", name="fx_service", roles=("nq_service",), using=True
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("file_name", models.TextField(verbose_name="file")),
                (
                    "file_key",
                    models.TextField(
                        db_comment="Where the bytes are: a random name in the storage."
                    ),
                ),
                ("file_size", models.BigIntegerField(db_comment="Bytes.", verbose_name="size")),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("uploaded", "uploaded"),
                            ("checking", "being checked"),
                            ("checked", "checked"),
                            ("applying", "being imported"),
                            ("applied", "imported"),
                            ("undone", "undone"),
                            ("failed", "failed"),
                        ],
                        default="uploaded",
                        verbose_name="status",
                    ),
                ),
                (
                    "layout",
                    models.JSONField(
                        db_comment="Encoding, delimiter, headers, formats.", default=dict
                    ),
                ),
                ("mapping", models.JSONField(db_comment="What each column means.", default=dict)),
                ("rows_total", models.IntegerField(default=0)),
                ("rows_done", models.IntegerField(default=0)),
                ("rows_bad", models.IntegerField(default=0)),
                ("rows_duplicate", models.IntegerField(default=0)),
                (
                    "problem",
                    models.TextField(
                        blank=True, db_comment="Why it failed, for people.", default=""
                    ),
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
                    "applied_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="imported at"),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "db_table": "finance_imports",
                "db_table_comment": "Files imported into entries, and how far they have come.",
                "indexes": [models.Index(fields=["user", "-created_at"], name="imp_user_created")],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "id"), name="imp_user_id"),
                    numoraq.rls.policies.EnableRLS(name="imp_rls"),
                    numoraq.rls.policies.Policy(
                        command="ALL",
                        name="imp_own",
                        roles=("nq_user",),
                        using=models.Q(("user", numoraq.rls.policies.CurrentUserId())),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL",
                        name="imp_staff",
                        roles=("nq_staff",),
                        using=numoraq.rls.policies.StaffClaim(),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL", name="imp_service", roles=("nq_service",), using=True
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportMapping",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("header_hash", models.TextField(db_comment="SHA-256 of the folded header cells.")),
                ("mapping", models.JSONField()),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "column mapping",
                "verbose_name_plural": "column mappings",
                "db_table": "finance_import_mappings",
                "db_table_comment": "Remembered column mappings by header.",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "header_hash"), name="map_user_header"),
                    models.CheckConstraint(
                        condition=models.Q(("header_hash__regex", "^[0-9a-f]{64}$")),
                        name="map_hash",
                    ),
                    numoraq.rls.policies.EnableRLS(name="map_rls"),
                    numoraq.rls.policies.Policy(
                        command="ALL",
                        name="map_own",
                        roles=("nq_user",),
                        using=models.Q(("user", numoraq.rls.policies.CurrentUserId())),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL",
                        name="map_staff",
                        roles=("nq_staff",),
                        using=numoraq.rls.policies.StaffClaim(),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL", name="map_service", roles=("nq_service",), using=True
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("line", models.IntegerField(db_comment="Line of the file, from 1.")),
                ("cells", models.JSONField(default=list)),
                (
                    "problems",
                    models.JSONField(db_comment="Column and reason for each bad cell.", null=True),
                ),
                ("category", models.TextField(null=True)),
                ("subcategory", models.TextField(null=True)),
                ("name", models.TextField(null=True)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=15, null=True)),
                ("currency", models.TextField(null=True)),
                ("on", models.DateField(null=True)),
                ("description", models.TextField(null=True)),
                ("fingerprint", models.TextField(null=True)),
                ("is_duplicate", models.BooleanField(default=False)),
                ("is_skipped", models.BooleanField(default=False)),
                (
                    "import_file",
                    models.ForeignKey(
                        db_column="import_id",
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="rows",
                        to="finance.import",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "row of an import",
                "verbose_name_plural": "rows of an import",
                "db_table": "finance_import_rows",
                "db_table_comment": "Checked rows of an import; gone once it is applied or dropped.",
                "indexes": [
                    models.Index(fields=["user", "import_file", "line"], name="improw_line")
                ],
                "constraints": [
                    numoraq.rls.policies.EnableRLS(name="improw_rls"),
                    numoraq.rls.policies.Policy(
                        command="ALL",
                        name="improw_own",
                        roles=("nq_user",),
                        using=models.Q(("user", numoraq.rls.policies.CurrentUserId())),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL",
                        name="improw_staff",
                        roles=("nq_staff",),
                        using=numoraq.rls.policies.StaffClaim(),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL", name="improw_service", roles=("nq_service",), using=True
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ManualRate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("currency", models.TextField(verbose_name="currency")),
                ("on", models.DateField(verbose_name="on")),
                (
                    "per_eur",
                    models.DecimalField(decimal_places=20, max_digits=38, verbose_name="per euro"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "own rate",
                "verbose_name_plural": "own rates",
                "db_table": "finance_manual_rates",
                "db_table_comment": "Rates that people set by hand, for their own entries.",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "currency", "on"), name="rate_once_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("per_eur__gt", 0)), name="rate_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("currency__regex", "^[A-Z0-9]{3,10}$"),
                            models.Q(("currency", "EUR"), _negated=True),
                        ),
                        name="rate_currency",
                    ),
                    numoraq.rls.policies.EnableRLS(name="rate_rls"),
                    numoraq.rls.policies.Policy(
                        command="ALL",
                        name="rate_own",
                        roles=("nq_user",),
                        using=models.Q(("user", numoraq.rls.policies.CurrentUserId())),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL",
                        name="rate_staff",
                        roles=("nq_staff",),
                        using=numoraq.rls.policies.StaffClaim(),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL", name="rate_service", roles=("nq_service",), using=True
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthlyTotal",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "user",
                        "month",
                        "category",
                        "subcategory",
                        "currency",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("month", models.DateField(db_comment="First day of the month.")),
                ("category", models.TextField()),
                ("subcategory", models.TextField()),
                ("currency", models.TextField()),
                ("total", models.DecimalField(decimal_places=2, max_digits=24)),
                (
                    "entries",
                    models.IntegerField(db_comment="How many rows the total is the sum of."),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "monthly total",
                "verbose_name_plural": "monthly totals",
                "db_table": "finance_monthly_totals",
                "db_table_comment": "Income and expenses by month, kind and currency; kept by triggers.",
                "constraints": [
                    numoraq.rls.policies.EnableRLS(name="month_rls"),
                    numoraq.rls.policies.Policy(
                        command="SELECT",
                        name="month_own",
                        roles=("nq_user",),
                        using=models.Q(("user", numoraq.rls.policies.CurrentUserId())),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL",
                        name="month_staff",
                        roles=("nq_staff",),
                        using=numoraq.rls.policies.StaffClaim(),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL", name="month_service", roles=("nq_service",), using=True
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NetWorthDay",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "user",
                        "currency",
                        "on",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("currency", models.TextField()),
                ("on", models.DateField()),
                ("assets", models.DecimalField(decimal_places=8, max_digits=36)),
                ("liabilities", models.DecimalField(decimal_places=8, max_digits=36)),
                (
                    "liquid",
                    models.DecimalField(
                        db_comment="The liquid part of the assets.", decimal_places=8, max_digits=36
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "net worth of a day",
                "verbose_name_plural": "net worth by day",
                "db_table": "net_worth_daily",
                "db_table_comment": "Balances by currency from a day on; kept by triggers.",
                "constraints": [
                    numoraq.rls.policies.EnableRLS(name="worth_rls"),
                    numoraq.rls.policies.Policy(
                        command="SELECT",
                        name="worth_own",
                        roles=("nq_user",),
                        using=models.Q(("user", numoraq.rls.policies.CurrentUserId())),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL",
                        name="worth_staff",
                        roles=("nq_staff",),
                        using=numoraq.rls.policies.StaffClaim(),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL", name="worth_service", roles=("nq_service",), using=True
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Occurrence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=15, verbose_name="amount"),
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
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="occurrences",
                        to="finance.entry",
                        verbose_name="entry",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "occurrence",
                "verbose_name_plural": "occurrences",
                "db_table": "finance_occurrences",
                "db_table_comment": "Due dates of recurring income and expenses that have come.",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "entry", "on"), name="occ_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)), name="occ_amount"
                    ),
                    numoraq.rls.policies.EnableRLS(name="occ_rls"),
                    numoraq.rls.policies.Policy(
                        command="ALL",
                        name="occ_own",
                        roles=("nq_user",),
                        using=models.Q(("user", numoraq.rls.policies.CurrentUserId())),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL",
                        name="occ_staff",
                        roles=("nq_staff",),
                        using=numoraq.rls.policies.StaffClaim(),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL", name="occ_service", roles=("nq_service",), using=True
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Valuation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                (
                    "amount",
                    models.DecimalField(decimal_places=8, max_digits=26, verbose_name="amount"),
                ),
                (
                    "change",
                    models.DecimalField(
                        db_comment="Amount less the one before it; kept by a trigger: what net worth counts.",
                        db_default=0,
                        decimal_places=8,
                        default=0,
                        editable=False,
                        max_digits=26,
                        verbose_name="change",
                    ),
                ),
                (
                    "source",
                    models.TextField(
                        choices=[
                            ("manual", "typed in"),
                            ("import", "import"),
                            ("price", "price"),
                            ("interest", "interest"),
                            ("posting", "posting"),
                        ],
                        db_default="manual",
                        default="manual",
                        verbose_name="source",
                    ),
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
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="valuations",
                        to="finance.entry",
                        verbose_name="entry",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "valuation",
                "verbose_name_plural": "valuations",
                "db_table": "asset_valuations",
                "db_table_comment": "Dated values of balances, in the currency of the entry.",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "entry", "on"), name="val_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source__in", ["manual", "import", "price", "interest", "posting"])
                        ),
                        name="val_source",
                    ),
                    numoraq.rls.policies.EnableRLS(name="val_rls"),
                    numoraq.rls.policies.Policy(
                        command="ALL",
                        name="val_own",
                        roles=("nq_user",),
                        using=models.Q(("user", numoraq.rls.policies.CurrentUserId())),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL",
                        name="val_staff",
                        roles=("nq_staff",),
                        using=numoraq.rls.policies.StaffClaim(),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL", name="val_service", roles=("nq_service",), using=True
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BalanceTotal",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "user",
                        "category",
                        "subcategory",
                        "is_liquid",
                        "currency",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("category", models.TextField()),
                ("subcategory", models.TextField()),
                ("is_liquid", models.BooleanField()),
                ("currency", models.TextField()),
                ("total", models.DecimalField(decimal_places=8, max_digits=36)),
                (
                    "entries",
                    models.IntegerField(db_comment="How many balances the total is the sum of."),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "balance total",
                "verbose_name_plural": "balance totals",
                "db_table": "finance_balance_totals",
                "db_table_comment": "Latest balances by kind and currency; kept by triggers.",
                "constraints": [
                    numoraq.rls.policies.EnableRLS(name="bal_rls"),
                    numoraq.rls.policies.Policy(
                        command="SELECT",
                        name="bal_own",
                        roles=("nq_user",),
                        using=models.Q(("user", numoraq.rls.policies.CurrentUserId())),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL",
                        name="bal_staff",
                        roles=("nq_staff",),
                        using=numoraq.rls.policies.StaffClaim(),
                    ),
                    numoraq.rls.policies.Policy(
                        command="ALL", name="bal_service", roles=("nq_service",), using=True
                    ),
                ],
            },
        ),
    ]
