import datetime
import uuid

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import numoraq.lib.crypto
import numoraq.rls.policies


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_claims_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="Challenge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "factor_id",
                    models.UUIDField(
                        db_comment="The factor (uuid) asked for; NULL while any that needs no code sent will do.",
                        editable=False,
                        null=True,
                        verbose_name="second factor",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="asked at")),
                ("expires_at", models.DateTimeField(verbose_name="void from")),
                (
                    "verified_at",
                    models.DateTimeField(
                        db_comment="Once: what is set is never changed.",
                        null=True,
                        verbose_name="given at",
                    ),
                ),
                (
                    "ip_address",
                    models.GenericIPAddressField(
                        db_comment="A code is only taken from where it was asked for.",
                        null=True,
                        verbose_name="address",
                    ),
                ),
                (
                    "otp_hash",
                    models.TextField(
                        blank=True,
                        db_comment="Keyed hash of the code that was sent, if one was.",
                        default="",
                    ),
                ),
                (
                    "attempts",
                    models.PositiveSmallIntegerField(default=0, verbose_name="wrong codes"),
                ),
            ],
            options={
                "verbose_name": "challenge",
                "verbose_name_plural": "challenges",
                "db_table": "auth_mfa_challenges",
                "db_table_comment": "Each time somebody was asked for a second factor; kept for a day.",
            },
        ),
        migrations.CreateModel(
            name="FactorReset",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("asked", "waits for staff"),
                            ("approved", "approved: the wait runs"),
                            ("refused", "refused"),
                            ("cancelled", "taken back"),
                            ("done", "done"),
                        ],
                        default="asked",
                        verbose_name="state",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("ip", models.GenericIPAddressField(null=True, verbose_name="address")),
                ("user_agent", models.TextField(blank=True, default="", verbose_name="browser")),
                ("approved_at", models.DateTimeField(null=True, verbose_name="approved at")),
                (
                    "waits_until",
                    models.DateTimeField(
                        db_comment="Nothing is removed before; nobody can shorten it.",
                        null=True,
                        verbose_name="waits until",
                    ),
                ),
                ("reason", models.TextField(blank=True, default="", verbose_name="reason")),
                ("done_at", models.DateTimeField(null=True, verbose_name="done at")),
                ("cancelled_at", models.DateTimeField(null=True, verbose_name="taken back at")),
            ],
            options={
                "verbose_name": "lost second factor",
                "verbose_name_plural": "lost second factors",
                "db_table": "auth_factor_resets",
                "db_table_comment": "Requests of people who have lost every second factor.",
            },
        ),
        migrations.AddField(
            model_name="factor",
            name="address_hash",
            field=models.TextField(
                db_comment="Keyed hash of number or address: nobody adds the same one twice.",
                editable=False,
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="factor",
            name="email",
            field=numoraq.lib.crypto.EncryptedTextField(
                blank=True,
                db_comment="Of a mailbox: the address, encrypted.",
                default="",
                verbose_name="address",
            ),
        ),
        migrations.AddField(
            model_name="factor",
            name="last_generated_timestamp",
            field=models.DateTimeField(
                blank=True,
                db_column="last_challenged_at",
                null=True,
                verbose_name="last code sent at",
            ),
        ),
        migrations.AddField(
            model_name="factor",
            name="phone",
            field=numoraq.lib.crypto.EncryptedTextField(
                blank=True,
                db_comment="Of a phone: E.164, encrypted.",
                default="",
                verbose_name="number",
            ),
        ),
        migrations.AddField(
            model_name="factor",
            name="throttling_failure_count",
            field=models.PositiveIntegerField(
                default=0, help_text="Number of successive failed attempts."
            ),
        ),
        migrations.AddField(
            model_name="factor",
            name="throttling_failure_timestamp",
            field=models.DateTimeField(
                blank=True,
                default=None,
                help_text="A timestamp of the last failed verification attempt. Null if last attempt succeeded.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="factor",
            name="type",
            field=models.TextField(
                choices=[
                    ("totp", "Authenticator app"),
                    ("recovery_codes", "Recovery codes"),
                    ("phone", "Phone"),
                    ("email", "E-mail"),
                ],
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="factor",
            constraint=models.UniqueConstraint(
                fields=("user", "address_hash"), name="auth_mfa_factors_address"
            ),
        ),
        migrations.AddConstraint(
            model_name="factor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed", False),
                    models.Q(("type__in", ["phone", "email"]), _negated=True),
                    ("address_hash__isnull", False),
                    _connector="OR",
                ),
                name="auth_mfa_factors_reached",
            ),
        ),
        migrations.AddField(
            model_name="challenge",
            name="user",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.DB_CASCADE,
                related_name="mfa_challenges",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="factorreset",
            name="approved_by",
            field=models.ForeignKey(
                db_column="approved_by",
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DB_SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="factorreset",
            name="user",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.DB_CASCADE,
                related_name="factor_resets",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddIndex(
            model_name="challenge",
            index=models.Index(fields=["user", "factor_id"], name="auth_mfa_challenges_factor"),
        ),
        migrations.AddIndex(
            model_name="challenge",
            index=models.Index(fields=["created_at"], name="auth_mfa_challenges_created"),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(("attempts__lte", 5)), name="auth_mfa_challenges_attempts"
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("created_at"))),
                name="auth_mfa_challenges_lifetime",
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(("otp_hash", ""), ("factor_id__isnull", False), _connector="OR"),
                name="auth_mfa_challenges_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=numoraq.rls.policies.EnableRLS(name="auth_mfa_challenges_rls"),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=numoraq.rls.policies.Policy(
                command="ALL", name="auth_mfa_challenges_login", roles=("nq_web",), using=True
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=numoraq.rls.policies.Policy(
                command="SELECT",
                name="auth_mfa_challenges_service_read",
                roles=("nq_service",),
                using=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=numoraq.rls.policies.Policy(
                command="DELETE",
                name="auth_mfa_challenges_service_purge",
                roles=("nq_service",),
                using=True,
            ),
        ),
        migrations.AddIndex(
            model_name="factorreset",
            index=models.Index(fields=["user", "-asked_at"], name="auth_factor_resets_user"),
        ),
        migrations.AddIndex(
            model_name="factorreset",
            index=models.Index(
                condition=models.Q(("status", "approved")),
                fields=["waits_until"],
                name="auth_factor_resets_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="factorreset",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["asked", "approved"])),
                fields=("user",),
                name="auth_factor_resets_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="factorreset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["asked", "approved", "refused", "cancelled", "done"])
                ),
                name="auth_factor_resets_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="factorreset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["approved", "done"]), _negated=True),
                    models.Q(
                        ("approved_at__isnull", False),
                        (
                            "waits_until__gte",
                            django.db.models.expressions.CombinedExpression(
                                models.F("approved_at"),
                                "+",
                                models.Value(datetime.timedelta(days=1)),
                            ),
                        ),
                    ),
                    _connector="OR",
                ),
                name="auth_factor_resets_approval",
            ),
        ),
        migrations.AddConstraint(
            model_name="factorreset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(("approved_by", models.F("user")), _negated=True),
                    _connector="OR",
                ),
                name="auth_factor_resets_not_by_oneself",
            ),
        ),
        migrations.AddConstraint(
            model_name="factorreset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__gte", models.F("waits_until")), ("status", "done")),
                    models.Q(
                        models.Q(("status", "done"), _negated=True), ("done_at__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="auth_factor_resets_done",
            ),
        ),
        migrations.AddConstraint(
            model_name="factorreset",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.functions.text.Length("user_agent"), 400
                ),
                name="auth_factor_resets_agent_length",
            ),
        ),
        migrations.AddConstraint(
            model_name="factorreset",
            constraint=numoraq.rls.policies.EnableRLS(name="auth_factor_resets_rls"),
        ),
        migrations.AddConstraint(
            model_name="factorreset",
            constraint=numoraq.rls.policies.Policy(
                command="ALL", name="auth_factor_resets_login", roles=("nq_web",), using=True
            ),
        ),
        migrations.AddConstraint(
            model_name="factorreset",
            constraint=numoraq.rls.policies.Policy(
                command="SELECT",
                name="auth_factor_resets_own",
                roles=("nq_user",),
                using=models.Q(("user", numoraq.rls.policies.CurrentUserId())),
            ),
        ),
        migrations.AddConstraint(
            model_name="factorreset",
            constraint=numoraq.rls.policies.Policy(
                command="SELECT",
                name="auth_factor_resets_staff_read",
                roles=("nq_staff",),
                using=numoraq.rls.policies.StaffClaim(),
            ),
        ),
        migrations.AddConstraint(
            model_name="factorreset",
            constraint=numoraq.rls.policies.Policy(
                command="UPDATE",
                name="auth_factor_resets_staff_decide",
                roles=("nq_staff",),
                using=numoraq.rls.policies.StaffClaim(),
            ),
        ),
        migrations.AddConstraint(
            model_name="factorreset",
            constraint=numoraq.rls.policies.Policy(
                command="ALL", name="auth_factor_resets_service", roles=("nq_service",), using=True
            ),
        ),
    ]
