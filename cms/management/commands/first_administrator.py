"""`manage.py first_administrator`: print the one-time link for the first administrator."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms.services import first_administrator


class Command(BaseCommand):
    """Needs the worker's login: the web's cannot make such links."""

    help = "Print the one-time link for the first administrator, if there is none yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where the CMS is."""
        parser.add_argument("--cms-url", required=True, help="such as https://cms.example.org/")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the link; earlier ones stop working."""
        if "worker" not in settings.DATABASES:
            raise CommandError("run this where DATABASE_URL_WORKER is set, as in the worker")
        link = first_administrator.first_administrator_url(cms_url=options["cms_url"])
        if link is None:
            raise CommandError("there is an administrator already")
        self.stdout.write(link)
