"""`manage.py load_reference_data`: what every installation begins with."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from numoraq.lib import reference
from numoraq.rls.identity import as_service


class Command(BaseCommand):
    """Run every registered loader as the service. Safe to run again: only what is missing."""

    help = "Load exchange rates, tiers, plans and defaults; only what is missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the database; its login must be one that may become the service."""
        parser.add_argument("--database", default="worker", help="alias of the database")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what was new."""
        with as_service():
            for name, rows in reference.load(options["database"]):
                if rows and options["verbosity"]:
                    self.stdout.write(f"{name}: {rows} new")
