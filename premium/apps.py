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
        from premium import gateway, receivers, takeout, themes, webhooks  # noqa: F401 hears of events
        from premium.services import features, grants, leaving, plans, stripe_account

        reference.register("plans", plans.load)
        reference.register("limits", features.load)
        reference.register("payments", stripe_account.ensure_webhook)
        receivers.connect()
        gateway.configure()
        stripe_account.keep_key_out()
        people.register_hold(leaving.hold)  # payments first, as their writers do
        people.register_hold(grants.hold)
        registry.register("premium", takeout.parts)
        registry.register_shut(leaving.stop_charging)
        palettes.register(themes.locked)
