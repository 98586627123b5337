"""Keep count of refunds that failed and of disputes, and what Stripe is still to be asked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("premium", "0009_unknown_plans")]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="refunds_failed",
            field=models.PositiveSmallIntegerField(
                db_default=0, default=0, verbose_name="failed refunds"
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="earlier_disputes",
            field=models.PositiveSmallIntegerField(
                db_default=0, default=0, verbose_name="past disputes"
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="refund_asked_at",
            field=models.DateTimeField(
                blank=True,
                db_comment="Empty again once Stripe has done it, or refused.",
                null=True,
                verbose_name="refund asked for at",
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="keeps_renewing",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="goes on anyway"
            ),
        ),
        migrations.AddField(
            model_name="subscription",
            name="wanted",
            field=models.TextField(
                blank=True,
                choices=[("stop", "not to renew"), ("end", "to end now")],
                db_comment="What is still to be done there; empty once it is.",
                db_default="",
                default="",
                verbose_name="asked of Stripe",
            ),
        ),
    ]
