"""The database and the cache: embedded ones, or those the environment names."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from numoraq.embedded import console, postgres, valkey
from numoraq.embedded.data import DataDir
from numoraq.embedded.failure import CannotStart
from numoraq.embedded.supervisor import Supervisor

_VARIABLES = {
    "owner": "DATABASE_URL_OWNER",
    "web": "DATABASE_URL",
    "worker": "DATABASE_URL_WORKER",
}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the database (for each login) and the cache are."""

    database_urls: Mapping[str, str]
    redis_url: str

    def variables(self, *logins: str) -> dict[str, str]:
        """Return the environment of a process that has these logins, and no other."""
        urls = {name: self.database_urls.get(login, "") for login, name in _VARIABLES.items()}
        mine = {_VARIABLES[login] for login in logins}
        hidden = {name: url if name in mine else "" for name, url in urls.items()}
        return {**hidden, "REDIS_URL": self.redis_url}


def start(
    supervisor: Supervisor, data: DataDir, secrets: Mapping[str, str], *, durable: bool
) -> Addresses:
    """Start what the environment does not name, and wait until it answers.

    Raises CannotStart. `durable` False is for tests: nothing is forced to the disk.
    """
    redis_url = os.environ.get("REDIS_URL", "").strip()
    cache = None if redis_url else valkey.open_server(data, secrets, durable=durable)
    if cache is not None:
        supervisor.start(valkey.command(cache))
        redis_url = cache.url
    database_urls = external_database()
    if not database_urls:
        database_urls = _start_postgres(supervisor, data, secrets, durable=durable)
    if cache is not None:
        supervisor.wait_until(lambda: valkey.answers(cache), what="Valkey", seconds=60)
        console.say(f"Valkey runs on port {cache.port}")
    return Addresses(database_urls, redis_url)


def external_database() -> dict[str, str]:
    """Return the addresses the environment names; nothing when it names none.

    Raises CannotStart when it names only some of the logins.
    """
    found = {login: os.environ.get(name, "").strip() for login, name in _VARIABLES.items()}
    missing = [_VARIABLES[login] for login, url in found.items() if not url]
    if len(missing) == len(found):
        return {}
    if missing:
        raise CannotStart(
            f"a database is named, but {' and '.join(missing)} is missing; each login has its own"
            " address (see .env.example)."
        )
    return found


def _start_postgres(
    supervisor: Supervisor, data: DataDir, secrets: Mapping[str, str], *, durable: bool
) -> dict[str, str]:
    server = postgres.open_server(data, secrets, durable=durable)
    if not durable:
        supervisor.guardian.tell(f"d {server.base}")  # which may be outside the data directory
    postgres.initialise(server, supervisor.run)
    supervisor.wait_until(
        lambda: postgres.is_free(server), what="an earlier PostgreSQL's end", seconds=60
    )
    supervisor.start(postgres.command(server))
    supervisor.wait_until(lambda: postgres.answers(server), what="PostgreSQL", seconds=120)
    postgres.furnish(server)
    console.say(f"PostgreSQL runs on port {server.port}")
    return {login: server.url(login) for login in _VARIABLES}
