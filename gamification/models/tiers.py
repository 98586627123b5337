"""The tiers that points lead to: data, changed in the CMS."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from numoraq.rls.policies import reference_data


class Tier(models.Model):
    """A rank, held from a number of points on."""

    class Code(models.TextChoices):
        """The twelve, each with the title shown; two of them must not share one."""

        NEWCOMER = "NEWCOMER", _("Newcomer")
        SUPPORTER_BASIC = "SUPPORTER-BASIC", _("Early supporter")
        FRIEND = "FRIEND", _("Friend")
        HELPER = "HELPER", _("Helper")
        CONTRIBUTOR = "CONTRIBUTOR", _("Contributor")
        DONOR = "DONOR", _("Donor")
        BACKER = "BACKER", _("Backer")
        SUPPORTER = "SUPPORTER", _("Supporter")
        CHAMPION = "CHAMPION", _("Champion")
        PATRON = "PATRON", _("Patron")
        LEGEND = "LEGEND", _("Legend")
        WHALE = "WHALE", _("Whale")

    code = models.TextField(_("tier"), primary_key=True, choices=Code.choices)
    threshold = models.PositiveIntegerField(_("from points"))
    title = models.TextField(
        _("title"), blank=True, default="", help_text=_("Empty: the usual title, translated.")
    )
    sort = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        db_table = "gamification_tiers"
        db_table_comment = "Ranks and the points they begin at."
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        ordering = ["sort"]
        constraints = [
            models.UniqueConstraint(name="tier_threshold", fields=["threshold"]),
            models.UniqueConstraint(name="tier_sort", fields=["sort"]),
            # Whoever has no points has a tier too.
            models.CheckConstraint(
                name="tier_first", condition=~Q(code="NEWCOMER") | Q(threshold=0)
            ),
            models.CheckConstraint(name="tier_title", condition=Q(title__regex=r"^.{0,60}$")),
            *reference_data(prefix="tier"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.get_code_display())
