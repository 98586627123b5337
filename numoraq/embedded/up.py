"""`manage.py up`: everything from nothing to a page that answers, and then watch over it."""

import argparse
import os
import webbrowser
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from numoraq.embedded import (
    children,
    console,
    failure,
    holding,
    payments,
    ports,
    report,
    servers,
    unchanged,
)
from numoraq.embedded.data import DataDir, read_json
from numoraq.embedded.failure import CannotStart, Stopped
from numoraq.embedded.interrupts import Interrupts
from numoraq.embedded.place import Place
from numoraq.embedded.process import Guardian
from numoraq.embedded.supervisor import Supervisor
from numoraq.lib import runtime

_LONGEST = 90.0  # seconds until every part works, on a slow machine


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
    return failure.told("NumoraQ", lambda: _up(options, DataDir(runtime.data_dir())))


def _up(options: Options, data: DataDir) -> int:
    with Interrupts() as interrupts, holding.alone(data, interrupts) as lock:
        return _run(options, data, interrupts, lock)


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
        link = _start_product(place, supervisor)
        ready = True
        report.announce(place, link=link)
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
    stand_in = payments.stand_in(data, secrets)
    return Place(data, secrets, addresses, options.host, port, options.demo, stand_in)


def _start_product(place: Place, supervisor: Supervisor) -> str | None:
    """Prepare and start the children, at the same time when there is nothing new to prepare.

    Returns the first administrator's link, if one is due.
    """
    now = unchanged.digest(place)
    if unchanged.is_prepared(place, now=now):
        _start_children(place, supervisor)
        link = _prepare(place, supervisor)
    else:
        link = _prepare(place, supervisor)
        _start_children(place, supervisor)
        unchanged.remember(place, now=now)
    supervisor.wait_until(
        lambda: report.is_ready(place.host, place.port), what="the app", seconds=_LONGEST
    )
    supervisor.on_restart = lambda: report.write_runtime(place, supervisor)
    supervisor.on_restart()
    return link


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


def _empty(directory: Path) -> None:
    for path in directory.glob("*.db"):
        path.unlink()
