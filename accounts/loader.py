"""Reads a person and their profile: what every request begins with.

As plain SQL, because building the statement anew costs more than running it.
"""

from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, Model

from accounts.models import Profile, User


def load(user_id: UUID | str) -> User | None:
    """Return a person with their profile, None when there is no such person. One query.

    Runs as whoever is asking: row level security decides whether there is somebody.
    """
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [str(user_id)])
        row = cursor.fetchone()
    if row is None:
        return None
    count = len(_fields(User))
    user = cast("User", _made(User, row[:count]))
    # The first column of the other table is its key: NULL when there is no profile.
    profile = _made(Profile, row[count:]) if row[count] is not None else None
    User._meta.get_field("profile").set_cached_value(user, profile)
    if profile is not None:
        Profile._meta.get_field("user").set_cached_value(profile, user)
    return user


@lru_cache(maxsize=1)
def _statement() -> str:
    person = ", ".join(f'u."{field.column}"' for field in _fields(User))
    profile = ", ".join(f'p."{field.column}"' for field in _fields(Profile))
    return (
        f"SELECT {person}, {profile} FROM auth_users u"  # noqa: S608 names of our own columns
        " LEFT JOIN profiles p ON p.id = u.id WHERE u.id = %s"
    )


def _fields(model: type[Model]) -> list["Field[Any, Any]"]:
    return list(model._meta.concrete_fields)


def _made(model: type[Model], values: tuple[Any, ...]) -> Model:
    names = [field.attname for field in _fields(model)]
    return model.from_db(DEFAULT_DB_ALIAS, names, values)
