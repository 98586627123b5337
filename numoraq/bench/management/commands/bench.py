"""Prints ours, the floor and their ratio for each case. Started by `manage.py bench`."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from numoraq.bench import cases, report


class Command(BaseCommand):
    """Measure every case, or the named ones, on servers made for it."""

    help = "Measure the product against floors taken in the same run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("cases", nargs="*", help="which cases; all by default")
        parser.add_argument("--smoke", action="store_true", help="run through quickly")
        parser.add_argument("--json", type=Path, default=settings.BASE_DIR / "var" / "bench.json")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.now().date()
        scale = cases.smoke(today) if options["smoke"] else cases.full(today)
        call_command("migrate", database="owner", verbosity=0)
        call_command("load_reference_data", verbosity=0)
        results: list[report.Result] = []
        for name, run in cases.by_name().items():
            if not options["cases"] or name in options["cases"]:
                self.stderr.write(f"measuring {name} …")
                results += run(scale)
        report.write(results, options["json"])
        self.stdout.write(report.table(results))
