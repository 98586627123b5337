from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PremiumConfig(AppConfig):
    """Plans and what they cost."""

    name = "premium"
    verbose_name = _("Premium")

    def ready(self) -> None:
        """Have the plans loaded with the other reference data."""
        from numoraq.lib import reference
        from premium.services import plans

        reference.register("plans", plans.load)
