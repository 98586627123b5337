"""`manage.py verify_rollups`: recount every sum, and say what differs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from finance.services import rollups
from numoraq.rls.identity import as_service
from numoraq.rls.logins import worker_login


class Command(BaseCommand):
    """Run on the worker's login, as the service."""

    help = "Recount the sums kept by triggers; exit with an error when any differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether to repair."""
        parser.add_argument("--repair", action="store_true", help="put right what differs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Recount everybody's."""
        with worker_login(), as_service():
            found = list(rollups.verify_all(repair=options["repair"]))
        for row in found:
            self.stdout.write(
                f"{row.user_id} {row.table} {row.key}: {row.stored} should be {row.counted}"
            )
        if found and not options["repair"]:
            raise CommandError(f"{len(found)} sums differ; repair them with --repair")
        self.stdout.write(f"{len(found)} sums repaired" if found else "every sum is right")
