"""What follows for premium when somebody signs in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.utils import timezone

from accounts.models import User
from premium.services import trials


def connect() -> None:
    """Begin the trial with the first sign-in of a proven address."""
    user_logged_in.connect(_signed_in, dispatch_uid="premium.trials")


def _signed_in(*, user: User, **_: Any) -> None:
    trials.begin(user=user, at=timezone.now())
