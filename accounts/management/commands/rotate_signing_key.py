"""`manage.py rotate_signing_key`: have a new key sign access tokens."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.tokens import keys


class Command(BaseCommand):
    """Nobody is signed out: the key before it verifies until the tokens it signed end."""

    help = "Have a new key sign access tokens."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether the old keys are to be trusted no more."""
        told = "for a key that got out: the old ones verify nothing; programs refresh their tokens"
        parser.add_argument("--drop-old", action="store_true", help=told)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the key, and say by which name tokens will know it."""
        if settings.PROCESS != "web":
            raise CommandError("run this where the web runs, with its login")
        try:
            kid = keys.rotate(at=timezone.now(), drops_old=options["drop_old"])
        except keys.KeysAreConfigured:
            raise CommandError("put a new key in front in NUMORAQ_JWT_PRIVATE_KEY") from None
        self.stdout.write(f"{kid} signs next")
