"""Reads a person, their profile and the session that asks: what every request begins with.

As plain SQL, because building the statement anew costs more than running it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, Model

from accounts.endings import Ending
from accounts.models import AuthSession, Profile, User


@dataclass(slots=True)
class Asking:
    """The session (id) on whose behalf something is read, and why it has ended, if it has."""

    session_id: str | None = None
    ending: Ending | None = None


_asking: ContextVar[Asking] = ContextVar("auth_session")


@contextmanager
def asked_by(session_id: str | None) -> Iterator[Asking]:
    """Run a block on behalf of a session: whom `load` returns has it, if it still is one."""
    asking = Asking(session_id)
    token = _asking.set(asking)
    try:
        yield asking
    finally:
        _asking.reset(token)


def note_ending(why: Ending | None) -> None:
    """Tell whoever opened `asked_by` why the session has ended."""
    if asking := _asking.get(None):
        asking.ending = why


def load(user_id: UUID | str) -> User | None:
    """Return a person with their profile, None when there is no such person. One query.

    Their `auth_session` is the one that asks, None when it has ended; `can_prove` says whether
    there is a factor that could prove it and has not.

    Runs as whoever is asking: row level security decides whether there is somebody.
    """
    with connection.cursor() as cursor:
        asking = _asking.get(None)
        session_id = asking.session_id if asking else None
        cursor.execute(_statement(), [session_id, str(user_id)])
        row = cursor.fetchone()
    if row is None:
        return None
    parts = iter(row)
    user = cast("User", _made(User, parts))
    profile = cast("Profile | None", _made(Profile, parts))
    user.auth_session = cast("AuthSession | None", _made(AuthSession, parts))
    user.can_prove = bool(next(parts))
    if user.auth_session is not None:
        user.auth_session.factor_type = next(parts)
    User._meta.get_field("profile").set_cached_value(user, profile)
    if profile is not None:
        Profile._meta.get_field("user").set_cached_value(profile, user)
    return user


@lru_cache(maxsize=1)
def _statement() -> str:
    named = {"u": User, "p": Profile, "s": AuthSession}
    columns = [f'{name}."{f.column}"' for name, model in named.items() for f in _fields(model)]
    return (
        f"SELECT {', '.join(columns)},"  # noqa: S608 names of our own columns
        " s.factor_id IS NULL AND EXISTS (SELECT FROM auth_mfa_factors o WHERE o.user_id = u.id"
        " AND o.confirmed AND o.type <> 'recovery_codes'), f.type FROM auth_users u"
        " LEFT JOIN profiles p ON p.id = u.id"
        " LEFT JOIN auth_sessions s ON s.user_id = u.id AND s.id = %s"
        " LEFT JOIN auth_mfa_factors f ON f.user_id = s.user_id AND f.uuid = s.factor_id"
        " WHERE u.id = %s"
    )


def _fields(model: type[Model]) -> list["Field[Any, Any]"]:
    return list(model._meta.concrete_fields)


def _made(model: type[Model], values: Iterator[Any]) -> Model | None:
    """Return a row made from the next values, None where the join found nothing."""
    fields = _fields(model)
    taken = dict(zip(fields, values, strict=False))
    if taken[model._meta.pk] is None:
        return None
    names = [field.attname for field in fields]
    return model.from_db(DEFAULT_DB_ALIAS, names, list(taken.values()))
