from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GamificationConfig(AppConfig):
    """Points and the tiers they lead to."""

    name = "gamification"
    verbose_name = _("Rewards")

    def ready(self) -> None:
        """Have the tiers loaded with the other reference data."""
        from gamification.services import tiers
        from numoraq.lib import reference

        reference.register("tiers", tiers.load)
