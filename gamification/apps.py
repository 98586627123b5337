from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GamificationConfig(AppConfig):
    """Points and the tiers they lead to."""

    name = "gamification"
    verbose_name = _("Rewards")
