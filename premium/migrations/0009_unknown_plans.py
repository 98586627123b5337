"""Let payments have a plan that is not sold here, and note which give nothing."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("premium", "0008_reminders")]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="withheld",
            field=models.BooleanField(
                db_comment="Nothing is given for it, since Stripe has another than was asked for.",
                db_default=False,
                default=False,
                verbose_name="withheld",
            ),
        ),
        migrations.RemoveConstraint(model_name="payment", name="payment_sessions_kind"),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                name="payment_sessions_kind",
                condition=Q(
                    kind="subscription",
                    plan_type__in=["", "monthly", "3_month", "6_month", "yearly", "lifetime"],
                )
                | Q(kind="lifetime", plan_type="lifetime")
                | Q(kind="donation", plan_type=""),
            ),
        ),
    ]
