from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FinanceConfig(AppConfig):
    """Entries, valuations, rates, dashboards, import and export."""

    name = "finance"
    verbose_name = _("Finance")
