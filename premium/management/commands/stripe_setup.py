"""`manage.py stripe_setup`: make what the configured Stripe account has to hold."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from numoraq.rls.identity import as_service
from premium.services import stripe_account
from premium.trouble import Trouble


class Command(BaseCommand):
    """Safe to run again: nothing is made twice, and what differs is brought in line."""

    help = "Make prices and the webhook endpoint in the Stripe account of NUMORAQ_STRIPE_KEY."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the database; its login must be one that may become the service."""
        parser.add_argument("--database", default="worker", help="alias of the database")

    def handle(self, *args: Any, **options: Any) -> None:
        """Set up, and say what there is and what is left to do by hand."""
        if not settings.PAYMENTS_ENABLED:
            raise CommandError("NUMORAQ_STRIPE_KEY is not set: there is no account to set up.")
        try:
            with as_service():
                done = stripe_account.set_up(using=options["database"])
                stripe_account.ensure_webhook(options["database"])
        except Trouble as trouble:
            raise CommandError(f"Stripe: {trouble.cause}") from trouble
        for plan, price in done.prices.items():
            self.stdout.write(f"price {plan}: {price}")
        self._tell(done)

    def _tell(self, done: stripe_account.Done) -> None:
        if not settings.STRIPE_WEBHOOK_ID:
            self.stdout.write("No NUMORAQ_STRIPE_WEBHOOK_ID (any UUID): events have no address.")
        elif done.secret:
            self.stdout.write(f"endpoint {done.endpoint} made. Its secret is shown this once:")
            self.stdout.write(f"NUMORAQ_STRIPE_WEBHOOK_SECRET={done.secret}")
        elif done.endpoint:
            self.stdout.write(f"endpoint {done.endpoint} is there")
