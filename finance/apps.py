from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FinanceConfig(AppConfig):
    """Entries, valuations, rates, dashboards, import and export."""

    name = "finance"
    verbose_name = _("Finance")

    def ready(self) -> None:
        """Load the history of exchange rates with the reference data; tell of sample data."""
        from accounts.services import demo
        from finance.demo import seeding
        from finance.reference import load_rates
        from numoraq.lib import reference

        reference.register("fx_rates", load_rates)
        demo.register_clear(seeding.clear)
        demo.register_check(seeding.is_changed)
