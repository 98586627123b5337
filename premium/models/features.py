"""What premium lifts, as data: which feature has which limit, changed in the CMS."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from numoraq.rls.policies import reference_data


class Feature(models.Model):
    """A limit: what everybody has, and what premium has."""

    class Code(models.TextChoices):
        PROJECTION_MONTHS = "projection_months", _("Months of projections")
        SIMULATIONS = "simulations", _("Simulated futures")
        WALLETS = "wallets", _("Wallets")
        WALLET_REFRESHES = "wallet_refreshes", _("Refreshes of a wallet a day")
        FILE_MEGABYTES = "file_megabytes", _("Megabytes for files")
        WITHOUT_BANNERS = "without_banners", _("Pages without banners")
        EARLY_THEMES = "early_themes", _("Tiers by which themes come early")

    code = models.TextField(_("feature"), primary_key=True, choices=Code.choices)
    free_limit = models.PositiveIntegerField(_("for everybody"), db_comment="0: not at all.")
    premium_limit = models.PositiveIntegerField(
        _("with premium"), null=True, blank=True, db_comment="Empty: as many as anybody wants."
    )
    sort = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        db_table = "premium_features"
        db_table_comment = "Limits that premium lifts."
        verbose_name = _("limit")
        verbose_name_plural = _("limits")
        ordering = ["sort"]
        constraints = [
            models.CheckConstraint(
                name="premium_features_code",
                condition=Q(
                    code__in=[
                        "projection_months",
                        "simulations",
                        "wallets",
                        "wallet_refreshes",
                        "file_megabytes",
                        "without_banners",
                        "early_themes",
                    ]
                ),
            ),
            # Premium never has less than everybody.
            models.CheckConstraint(
                name="premium_features_more",
                condition=Q(premium_limit=None) | Q(premium_limit__gte=F("free_limit")),
            ),
            models.UniqueConstraint(name="premium_features_sort", fields=["sort"]),
            *reference_data(prefix="premium_features"),
        ]

    def __str__(self) -> str:
        return str(self.get_code_display())
