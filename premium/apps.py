from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PremiumConfig(AppConfig):
    """Plans and what they cost."""

    name = "premium"
    verbose_name = _("Premium")
