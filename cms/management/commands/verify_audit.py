"""`manage.py verify_audit`: walk the chain of the audit log and name the first break."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cms import chain
from numoraq.rls.identity import as_service


class Command(BaseCommand):
    """Needs the worker's login: the web's may not read as the service."""

    help = "Verify the audit log. Exits with 1 and names the first break when it was changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the connection to read through."""
        parser.add_argument("--database", default="worker", help="connection (default: worker)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk, and print the number of links and the hash of the last one."""
        using = options["database"]
        if using not in settings.DATABASES:
            raise CommandError("run this where DATABASE_URL_WORKER is set, as in the worker")
        with as_service(), transaction.atomic(using=using):
            verdict = chain.verify(using=using)
        if not verdict.is_whole:
            raise CommandError(f"broken: {verdict.problem}; {verdict.links} links before it hold")
        self.stdout.write(f"whole: {verdict.links} links, head {verdict.head}")
