from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FinanceConfig(AppConfig):
    """Entries, valuations, rates, dashboards, import and export."""

    name = "finance"
    verbose_name = _("Finance")

    def ready(self) -> None:
        """Have the history of exchange rates loaded with the other reference data."""
        from finance.reference import load_rates
        from numoraq.lib import reference

        reference.register("fx_rates", load_rates)
