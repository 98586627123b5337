from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GamificationConfig(AppConfig):
    """Points and the tiers they lead to."""

    name = "gamification"
    verbose_name = _("Rewards")

    def ready(self) -> None:
        """Load tiers and rules with the reference data; tell of what people have, and of locks."""
        from accounts.leaving import registry
        from accounts.services import people
        from gamification import feats, takeout
        from gamification.services import achievements, holding, rules, tiers
        from gamification.views import referrals
        from numoraq.lib import reference

        reference.register("tiers", tiers.load)
        reference.register("point_rules", rules.load)
        reference.register("achievements", achievements.load)
        feats.register("rewards", achievements.own_facts)
        people.register_hold(holding.hold_all)
        registry.register("rewards", takeout.parts)
        referrals.connect()
