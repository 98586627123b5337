"""`manage.py up`: everything from nothing to a page that answers, and then watch over it."""

import argparse
import contextlib
import http.client
import json
import os
import webbrowser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from numoraq.embedded import children, console, ports, servers
from numoraq.embedded.data import DataDir, read_json, write_private
from numoraq.embedded.failure import CannotStart, Stopped, sentence
from numoraq.embedded.interrupts import Interrupts
from numoraq.embedded.place import Place
from numoraq.embedded.process import Guardian
from numoraq.embedded.supervisor import Supervisor
from numoraq.lib import runtime

_HANDOVER = 40.0  # seconds a killed predecessor gets to go down


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line."""

    host: str
    port: int
    demo: bool
    open: bool

    @classmethod
    def parse(cls, argv: Sequence[str]) -> Self:
        """Return the options; prints help and exits where they make no sense."""
        parser = argparse.ArgumentParser(
            prog="manage.py up", description="Start NumoraQ with everything it needs."
        )
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="port; 0 picks a free one")
        parser.add_argument("--no-demo", dest="demo", action="store_false", help="no demo accounts")
        parser.add_argument("--open", action="store_true", help="open the browser when ready")
        return cls(**vars(parser.parse_args(argv)))


def main(argv: Sequence[str]) -> int:
    """Start, watch, stop. Returns the exit code."""
    options = Options.parse(argv)
    os.chdir(runtime.BASE_DIR)  # children import the project from here
    data = DataDir(runtime.data_dir())
    with Interrupts() as interrupts:
        try:
            with _alone(data, interrupts) as lock:
                return _run(options, data, interrupts, lock)
        except CannotStart as error:
            print(f"\nNumoraQ cannot start: {error}", flush=True)
        except OSError as error:
            print(f"\nNumoraQ cannot start: {sentence(error)}", flush=True)
        except Stopped:
            return 130
    return 1


@contextlib.contextmanager
def _alone(data: DataDir, interrupts: Interrupts) -> Iterator[int]:
    """Hold the data directory. Raises CannotStart when a living start holds it."""
    data.make()
    waited = 0.0
    while (lock := data.lock()) is None:
        found = read_json(data.runtime)
        if _alive(found.get("pids", {}).get("supervisor")):
            raise CannotStart(f"it already runs from {data.path}, at {found.get('web_url')}")
        if waited == 0:
            console.say("waiting for an earlier start in the same folder to end")
        if waited > _HANDOVER:
            raise CannotStart(f"another start holds {data.path}; stop it, then try again.")
        interrupts.pause(0.2)
        waited += 0.2
    try:
        yield lock
    finally:
        os.close(lock)


def _alive(pid: object) -> bool:
    if not isinstance(pid, int):
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _run(options: Options, data: DataDir, interrupts: Interrupts, lock: int) -> int:
    """Start everything, watch until asked to stop, and stop everything, whatever happens."""
    data.runtime.unlink(missing_ok=True)
    data.put_aside_long_logs()
    port = ports.claim(options.host, options.port)
    guardian = Guardian(lock=lock)
    supervisor = Supervisor(interrupts=interrupts, guardian=guardian)
    ready = False
    try:
        place = _start_servers(options, port, data, supervisor)
        link = _prepare(place, supervisor)
        _start_children(place, supervisor)
        ready = True
        _announce(place, supervisor, link)
        if options.open:
            webbrowser.open(place.web_url)
        supervisor.watch()
    except Stopped:
        console.say("stopping")
    finally:
        supervisor.stop()
        data.runtime.unlink(missing_ok=True)
        guardian.dismiss()
    console.say("stopped")
    return 0 if ready else 130


def _start_servers(options: Options, port: int, data: DataDir, supervisor: Supervisor) -> Place:
    secrets = data.secrets()
    addresses = servers.start(supervisor, data, secrets, durable=True)
    return Place(data, secrets, addresses, options.host, port, options.demo)


def _prepare(place: Place, supervisor: Supervisor) -> str | None:
    """Migrate and load reference data; return the first administrator's link, if one is due."""
    console.say("preparing the database")
    result = place.data.path / "prepare.json"
    result.unlink(missing_ok=True)
    command = children.preparation(place, result=str(result))
    if supervisor.run(command):
        raise CannotStart(
            f"preparing the database failed. The end of {command.log}:\n{console.tail(command.log)}"
        )
    link = read_json(result).get("first_administrator_url")
    result.unlink(missing_ok=True)
    return str(link) if link else None


def _start_children(place: Place, supervisor: Supervisor) -> None:
    console.say("starting web, worker and beat")
    _empty(place.data.path / "metrics")
    for command in children.table(place):
        supervisor.start(command)
    supervisor.wait_until(lambda: is_ready(place.host, place.port), what="the app", seconds=90)
    supervisor.on_restart = lambda: write_runtime(place, supervisor)
    supervisor.on_restart()


def _empty(directory: Path) -> None:
    for path in directory.glob("*.db"):
        path.unlink()


def is_ready(host: str, port: int) -> bool:
    """Return whether the app says that all its parts work."""
    where = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    connection = http.client.HTTPConnection(where, port, timeout=5)
    try:
        connection.request("GET", "/readyz/", headers={"Host": "localhost"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def write_runtime(place: Place, supervisor: Supervisor) -> None:
    """Write down what runs and where, for other commands and for tools."""
    text = {
        "web_url": place.web_url,
        "cms_url": place.cms_url,
        "mailbox_url": place.mailbox_url,
        "database_urls": dict(place.addresses.database_urls),
        "redis_url": place.addresses.redis_url,
        "pids": {"supervisor": os.getpid(), **supervisor.pids()},
    }
    write_private(place.data.runtime, json.dumps(text, indent=1))


def _announce(place: Place, supervisor: Supervisor, link: str | None) -> None:
    rows = [("App", place.web_url), ("CMS", place.cms_url), ("Mailbox", place.mailbox_url)]
    if link:
        rows.append(("First administrator, once", link))
    rows.append(("Stop", "Ctrl-C"))
    console.say("ready")
    console.block(rows, title="NumoraQ runs")
