from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PremiumConfig(AppConfig):
    """Plans, grants of premium time, and the limits it lifts."""

    name = "premium"
    verbose_name = _("Premium")

    def ready(self) -> None:
        """Load plans and limits; begin trials; say what a person's archive and deletion need."""
        from accounts import palettes
        from accounts.leaving import registry
        from accounts.services import people
        from numoraq.lib import reference
        from premium import receivers, takeout, themes
        from premium.services import features, grants, plans

        reference.register("plans", plans.load)
        reference.register("limits", features.load)
        receivers.connect()
        people.register_hold(grants.hold)
        registry.register("premium", takeout.parts)
        palettes.register(themes.locked)
