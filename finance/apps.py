from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FinanceConfig(AppConfig):
    """Entries, valuations, rates, dashboards, import and export."""

    name = "finance"
    verbose_name = _("Finance")

    def ready(self) -> None:
        """Load old exchange rates with the reference data; tell of sample data, and of locks."""
        from accounts.leaving import registry
        from accounts.services import demo, people
        from finance.demo import seeding
        from finance.exports import everything
        from finance.reference import load_rates
        from finance.selectors import feats as facts_of_books
        from finance.selectors import usage
        from finance.services import locks
        from gamification import acts, feats
        from numoraq.lib import reference

        reference.register("fx_rates", load_rates)
        feats.register("finance", facts_of_books.facts)
        acts.register("entries", usage.who_has_entries)
        people.register_hold(locks.hold_all)
        demo.register_clear(seeding.clear)
        demo.register_check(seeding.is_changed)
        registry.register("finance", everything.parts)
        registry.register_files(everything.files)
