"""`manage.py prepare`: everything between an empty database and the first request."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from numoraq.lib import catalogues
from numoraq.ops import checks, statics


class Command(BaseCommand):
    """Run once for each release, before the processes that serve it. Safe to run again."""

    # The others are for developers and take a second.
    requires_system_checks = [checks.TAG]
    help = "Migrate, load reference data, compile translations, collect static files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where to write the result, and the address of the CMS."""
        parser.add_argument("--result", type=Path, help="file for the first administrator's link")
        parser.add_argument("--static", action="store_true", help="translations and files only")
        parser.add_argument("--cms-url", default="", help="address of the CMS, for that link")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do each step, and say so before the ones that take long."""
        self._prepare_files()
        if options["static"]:
            return
        self._say("migrating")
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        self._say("loading reference data")
        call_command("load_reference_data")
        if options["result"] is not None:
            _write_result(options["result"], options["cms_url"])

    def _prepare_files(self) -> None:
        for root in settings.LOCALE_PATHS:
            catalogues.compile_stale(root)
        if statics.collect_changed():
            self._say("static files collected")

    def _say(self, text: str) -> None:
        self.stdout.write(f"> {text}")
        self.stdout.flush()


def _write_result(path: Path, cms_url: str) -> None:
    link = import_string(settings.FIRST_ADMINISTRATOR)(cms_url=cms_url)
    path.touch(0o600)
    path.write_text(json.dumps({"first_administrator_url": link}))
