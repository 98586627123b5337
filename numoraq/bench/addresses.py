"""Where the databases are, for connections that Django does not make."""

import psycopg
from django.db import connections

_PARTS = ("dbname", "user", "password", "host", "port")


def address(alias: str) -> str:
    """Return the connection string of one of Django's databases."""
    found = connections[alias].get_connection_params()
    parts = {name: found[name] for name in _PARTS if found.get(name)}
    return psycopg.conninfo.make_conninfo("", **parts)
