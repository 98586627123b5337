"""Days on which people looked in, and how many of them came in a row."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from numoraq.rls.policies import LOGIN, USER, CurrentUserId, EnableRLS, Policy, overseen


class CheckIn(models.Model):
    """One day on which a person checked in, by the calendar of their own time zone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        db_index=False,
        related_name="checkins",
        verbose_name=_("person"),
    )
    local_date = models.DateField(_("day"), db_comment="In the time zone beside it.")
    timezone = models.TextField(_("time zone"))
    created_at = models.DateTimeField(_("when"))

    class Meta:
        db_table = "gamification_checkins"
        db_table_comment = "Days on which people checked in, once each."
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "local_date"], name="gamification_checkins_once"
            ),
            EnableRLS(name="gamification_checkins_rls"),
            Policy(
                name="gamification_checkins_own",
                roles=[USER],
                command="SELECT",
                using=Q(user=CurrentUserId()),
            ),
            Policy(name="gamification_checkins_read", roles=[LOGIN], command="SELECT", using=True),
            Policy(name="gamification_checkins_add", roles=[LOGIN], command="INSERT", check=True),
            *overseen(prefix="gamification_checkins", staff=("SELECT",)),
        ]

    def __str__(self) -> str:
        return self.local_date.isoformat()


class Streak(models.Model):
    """The days in a row a person is at, and the most there ever were: a cache of check-ins."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        primary_key=True,
        related_name="streak",
        verbose_name=_("person"),
    )
    started_on = models.DateField(_("since"))
    last_on = models.DateField(_("last day"))
    days = models.PositiveIntegerField(_("days in a row"))
    best_days = models.PositiveIntegerField(_("most days in a row"))
    last_at = models.DateTimeField(_("last check-in"))

    class Meta:
        db_table = "gamification_streaks"
        db_table_comment = "Days in a row on which each person checked in."
        verbose_name = _("streak")
        verbose_name_plural = _("streaks")
        constraints = [
            models.CheckConstraint(
                name="gamification_streaks_days",
                condition=Q(days__gte=1) & Q(best_days__gte=F("days")),
            ),
            EnableRLS(name="gamification_streaks_rls"),
            Policy(
                name="gamification_streaks_own",
                roles=[USER],
                command="SELECT",
                using=Q(user=CurrentUserId()),
            ),
            Policy(name="gamification_streaks_read", roles=[LOGIN], command="SELECT", using=True),
            Policy(name="gamification_streaks_add", roles=[LOGIN], command="INSERT", check=True),
            Policy(name="gamification_streaks_change", roles=[LOGIN], command="UPDATE", using=True),
            *overseen(prefix="gamification_streaks", staff=("SELECT",)),
        ]

    def __str__(self) -> str:
        return str(self.days)
