"""Achievements: things done once, by people who keep their picture true."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from numoraq.rls.policies import (
    LOGIN,
    USER,
    CurrentUserId,
    EnableRLS,
    Policy,
    overseen,
    reference_data,
)


class Achievement(models.Model):
    """What can be achieved, and what it brings. When it is, `gamification.feats` says."""

    class Code(models.TextChoices):
        FIRST_LOOK = "first_look", _("First look")
        WEEK = "week", _("Seven days")
        MONTH = "month", _("Thirty days")
        HUNDRED = "hundred", _("A hundred days")
        YEAR = "year", _("A year of looking")
        FIRST_NUMBER = "first_number", _("A first number")
        TRUE_PICTURE = "true_picture", _("A true picture")
        REVIEWER = "reviewer", _("Half a year reviewed")
        ARCHIVIST = "archivist", _("Archivist")
        POLYGLOT = "polyglot", _("Polyglot")
        SPREAD = "spread", _("Not one basket")
        DEBT_TENTH = "debt_tenth", _("Debt down a tenth")
        DEBT_PAID = "debt_paid", _("A debt less")
        KEEPER = "keeper", _("Three months kept")
        CUSHION = "cushion", _("A cushion")
        BIG_CUSHION = "big_cushion", _("A thick cushion")
        HOST = "host", _("Good company")

    code = models.TextField(_("achievement"), primary_key=True, choices=Code.choices)
    points = models.PositiveIntegerField(_("points"))
    is_active = models.BooleanField(_("active"), default=True)
    sort = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        db_table = "gamification_achievements"
        db_table_comment = "What can be achieved, and the points it brings."
        verbose_name = _("achievement")
        verbose_name_plural = _("achievements")
        ordering = ["sort"]
        constraints = [
            models.UniqueConstraint(name="achievement_sort", fields=["sort"]),
            models.CheckConstraint(
                name="achievement_points", condition=Q(points__gte=1, points__lte=1_000)
            ),
            *reference_data(prefix="achievement"),
        ]

    def __str__(self) -> str:
        return str(self.get_code_display())


class Achieved(models.Model):
    """An achievement of a person, once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        db_index=False,
        related_name="achieved",
        verbose_name=_("person"),
    )
    achievement = models.TextField(_("achievement"), choices=Achievement.Code.choices)
    achieved_at = models.DateTimeField(_("achieved at"))

    class Meta:
        db_table = "gamification_achieved"
        db_table_comment = "What each person has achieved, and when."
        verbose_name = _("achieved")
        verbose_name_plural = _("achieved")
        constraints = [
            models.UniqueConstraint(fields=["user", "achievement"], name="achieved_once"),
            models.CheckConstraint(
                name="achieved_achievement",
                condition=Q(achievement__in=Achievement.Code.values),
            ),
            EnableRLS(name="achieved_rls"),
            Policy(
                name="achieved_own",
                roles=[USER],
                command="SELECT",
                using=Q(user=CurrentUserId()),
            ),
            Policy(name="achieved_read", roles=[LOGIN], command="SELECT", using=True),
            *overseen(prefix="achieved"),
        ]

    def __str__(self) -> str:
        return str(self.get_achievement_display())
