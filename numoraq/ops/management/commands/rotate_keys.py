"""`manage.py rotate_keys`: seal every encrypted value with the first of NUMORAQ_ENC_KEYS."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from numoraq.lib import rotation
from numoraq.rls.identity import as_service


class Command(BaseCommand):
    """Run after a new key was put in front of the others, and before the old one is taken away."""

    help = "Encrypt with the first of NUMORAQ_ENC_KEYS what another key encrypted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the database; its login must be one that may become the service."""
        parser.add_argument("--database", default="worker", help="alias of the database")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through all columns, and say how many values were sealed anew."""
        with as_service():
            for model, field in rotation.sealed_columns():
                count = rotation.rotate(model, field, using=options["database"])
                self.stdout.write(f"{model._meta.db_table}.{field.column}: {count} sealed anew")
