"""Servers for one run of a command: in a temporary directory, gone afterwards."""

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from numoraq.embedded import servers
from numoraq.embedded.data import DataDir
from numoraq.embedded.interrupts import Interrupts
from numoraq.embedded.process import Guardian
from numoraq.embedded.supervisor import Supervisor

# Of what the person has set, only these reach a test.
_PASSED = (
    "NUMORAQ_BROWSER_TESTS",
    "NUMORAQ_BOOTSTRAP",
    "NUMORAQ_BOOTSTRAPPED",
    "NUMORAQ_UPDATE_DOCS",
)
_SERVERS = ("DATABASE_URL", "DATABASE_URL_WORKER", "DATABASE_URL_OWNER", "REDIS_URL")


@contextlib.contextmanager
def temporary(interrupts: Interrupts, *, durable: bool = False) -> Iterator[dict[str, str]]:
    """Start PostgreSQL and Valkey for one run, and give the environment that names them.

    It has all three logins, and nothing of the person's own settings. `durable` writes as in
    production does; without it nothing is forced to the disk.
    """
    directory = Path(tempfile.mkdtemp(prefix="numoraq-"))
    guardian = Guardian()
    guardian.tell(f"d {directory}")
    supervisor = Supervisor(interrupts=interrupts, guardian=guardian)
    inherited = dict(os.environ)
    try:
        for name in foreign(inherited):
            del os.environ[name]
        data = DataDir(directory)
        data.make()
        secrets = data.secrets()
        addresses = servers.start(supervisor, data, secrets, durable=durable)
        yield {
            **{name: value for name, value in inherited.items() if name in os.environ},
            **addresses.variables("owner", "web", "worker"),
            "NUMORAQ_DATA_DIR": str(directory),
            "NUMORAQ_SECRET_KEY": secrets["secret_key"],
            "NUMORAQ_ENC_KEYS": secrets["enc_keys"],
            "NUMORAQ_PLAIN_STATIC": "1",
        }
    finally:
        os.environ.update(inherited)
        supervisor.stop()
        guardian.dismiss()  # it deletes the directory


def foreign(environment: Mapping[str, str]) -> list[str]:
    """Return the variables of an installation, which must not reach its tests."""
    own = [name for name in environment if name.startswith("NUMORAQ_") and name not in _PASSED]
    return own + [name for name in _SERVERS if name in environment]
