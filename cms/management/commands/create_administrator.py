"""`manage.py create_administrator`: make an administrator from the shell of the server."""

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from cms.services import staff
from numoraq.rls.identity import as_staff


class Command(BaseCommand):
    """Whoever has the shell has the database too, so no link is asked for."""

    help = "Make an administrator; a person who is here already keeps their password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address; the password is asked for, or read from a pipe."""
        parser.add_argument("--email", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Find or make the person, and give them every right."""
        if settings.PROCESS != "web":
            raise CommandError("run this where the web runs, with its login")
        email = options["email"].strip().lower()
        with transaction.atomic():
            person = get_user_model().objects.filter(email=email).first()
            if person is None:
                person = _make_person(email)
            with as_staff(person):
                staff.make_administrator(person=person)
        self.stdout.write(f"{email} is an administrator")


def _make_person(email: str) -> Any:
    password = getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    try:
        validate_email(email)
        validate_password(password, get_user_model()(email=email))
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from None
    create_person = import_string(settings.CMS_CREATE_PERSON)
    return create_person(email=email, password=password, at=timezone.now(), is_verified=True)
