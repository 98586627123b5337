"""Whether everything that serves a person works: asked by load balancers and by `manage.py up`."""

import pkgutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache as remember
from importlib import import_module

from django.apps import apps
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from redis.exceptions import RedisError

from numoraq.ops import heartbeats

OK = "ok"


@dataclass(frozen=True, slots=True)
class Report:
    """Each check by name, with "ok" or what is wrong."""

    checks: dict[str, str]

    @property
    def is_ready(self) -> bool:
        """Whether every check passed."""
        return set(self.checks.values()) == {OK}


def report(*, at: float | None = None) -> Report:
    """Run all checks. Costs two statements and two calls to the cache."""
    at = time.time() if at is None else at
    checks = {"database": _guarded(_database), "cache": _guarded(_cache)}
    checks["migrations"] = (
        _guarded(_migrations) if checks["database"] == OK else "database unavailable"
    )
    if checks["cache"] == OK:
        checks |= {part: _age(age) for part, age in heartbeats.ages(at=at).items()}
    else:
        checks |= dict.fromkeys(heartbeats.PARTS, "cache unavailable")
    return Report(checks)


def _guarded(check: Callable[[], str]) -> str:
    try:
        return check()
    except (DatabaseError, RedisError, OSError) as error:
        return f"unavailable: {type(error).__name__}"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


def _cache() -> str:
    cache.set("ops:ready", OK, 10)
    return OK if cache.get("ops:ready") == OK else "does not keep what it is given"


def _age(age: float | None) -> str:
    if age is None:
        return "no sign of life"
    return OK if age < heartbeats.STALE else f"last sign of life {age:.0f} s ago"


def _migrations() -> str:
    pending = len(pending_migrations())
    return f"{pending} pending" if pending else OK


def pending_migrations() -> set[tuple[str, str]]:
    """Return (app, name) of each migration on disk that the database has not seen."""
    applied = MigrationRecorder(connection).migration_qs.values_list("app", "name")
    return set(_on_disk()) - set(applied)


@remember
def _on_disk() -> frozenset[tuple[str, str]]:
    """Return the migrations on disk, by the names of their files: none is imported."""
    found = set()
    for config in apps.get_app_configs():
        module, _ = MigrationLoader.migrations_module(config.label)
        if module is None:
            continue
        try:
            package = import_module(module)
        except ModuleNotFoundError:
            continue
        names = (entry.name for entry in pkgutil.iter_modules(getattr(package, "__path__", [])))
        found |= {(config.label, name) for name in names if name[0] not in "_~"}
    return frozenset(found)
