"""How many points each act gives."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from numoraq.rls.policies import reference_data

_HINTS = {
    "donation": _("for every US dollar"),
    "referral_verified": _("whose address is proven, and who has begun"),
    "referral_active": _("5 check-ins in their first 30 days"),
}


class PointRule(models.Model):
    """What one act is worth."""

    class Code(models.TextChoices):
        """The acts, as people read them among the ways to earn."""

        DAILY_CHECKIN = "daily_checkin", _("Check in daily")
        STREAK_7 = "streak_7", _("Seven days in a row")
        STREAK_30 = "streak_30", _("Thirty days in a row")
        DONATION = "donation", _("Donate")
        FEATURE_REQUEST = "feature_request", _("Have an idea that we accept")
        BUG_REPORT = "bug_report", _("Report a bug we can confirm")
        REFERRAL_VERIFIED = "referral_verified", _("Bring a friend")
        REFERRAL_ACTIVE = "referral_active", _("Bring a friend who stays")
        COMMUNITY_HELP = "community_help", _("Help others")

    code = models.TextField(_("act"), primary_key=True, choices=Code.choices)
    points = models.PositiveIntegerField(_("points"))
    most_per_day = models.PositiveSmallIntegerField(
        _("most in 24 hours"),
        null=True,
        blank=True,
        help_text=_("How often one person gets them in any 24 hours. Empty: as often as it is."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    sort = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        db_table = "gamification_point_rules"
        db_table_comment = "How many points each act gives."
        verbose_name = _("points rule")
        verbose_name_plural = _("points rules")
        ordering = ["sort"]
        constraints = [
            models.UniqueConstraint(name="point_rule_sort", fields=["sort"]),
            models.CheckConstraint(
                name="point_rule_points", condition=Q(points__gte=1, points__lte=100_000)
            ),
            *reference_data(prefix="point_rule"),
        ]

    def __str__(self) -> str:
        return str(self.get_code_display())

    @property
    def hint(self) -> str:
        """Return what has to be known besides, if anything."""
        return str(_HINTS.get(self.code, ""))
