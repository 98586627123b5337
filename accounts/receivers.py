"""What follows when Django says that somebody signed in or out."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.services import sessions


def connect() -> None:
    """Keep the rows of sessions in step with Django's sessions."""
    user_logged_in.connect(_signed_in, dispatch_uid="accounts.sessions")
    user_logged_out.connect(_signed_out, dispatch_uid="accounts.sessions")


def _signed_in(*, request: HttpRequest, user: User, **_: Any) -> None:
    sessions.begin(request=request, user=user, at=timezone.now())


def _signed_out(*, request: HttpRequest, user: User | None, **_: Any) -> None:
    session_id = sessions.id_in(request)
    if user is not None and session_id is not None:
        sessions.end(user=user, session_id=session_id)
