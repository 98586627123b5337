"""Starts children, watches over them, starts the dead ones again, and stops them all in order."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from numoraq.embedded import console
from numoraq.embedded.failure import CannotStart
from numoraq.embedded.interrupts import Interrupts
from numoraq.embedded.process import Child, Command, Guardian

_DELAYS = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)  # seconds before the next start of a child
_REMINDER = 0.5  # seconds until a child that has not stopped is told again
_SETTLED = 60.0  # seconds after which a child counts as healthy again


@dataclass(slots=True)
class Watched:
    """A child that is to run for as long as the supervisor does."""

    child: Child
    started: float
    failures: int = 0
    restart_at: float | None = None  # set while it is down


class Supervisor:
    """The children of one start. Servers are stopped last."""

    def __init__(self, *, interrupts: Interrupts, guardian: Guardian) -> None:
        self.interrupts = interrupts
        self.guardian = guardian
        self.watched: dict[str, Watched] = {}
        self.on_restart: Callable[[], None] = lambda: None

    def start(self, command: Command) -> None:
        """Start a child that is to keep running."""
        self.interrupts.check()
        child = Child(command, watch=self.guardian)
        self.watched[command.name] = Watched(child, time.monotonic())

    def run(self, command: Command) -> int:
        """Run a child to its end and return its exit code. It ends when we are to stop.

        Lines of its log that begin with "> " are shown as they come.
        """
        self.interrupts.check()
        shown = command.log.stat().st_size if command.log.exists() else 0
        child = Child(command, watch=self.guardian)
        try:
            while (code := child.exit_code()) is None:
                self.interrupts.pause(0.2)
                shown = _show_progress(command, shown)
            _show_progress(command, shown)
            return code
        finally:
            if child.exit_code() is None:
                self._end([child])
            child.kill()

    def wait_until(self, ready: Callable[[], bool], *, what: str, seconds: float) -> None:
        """Wait for a test to succeed; it may fail in the meantime.

        Raises CannotStart when a child ends meanwhile, or the time is over.
        """
        until = time.monotonic() + seconds
        while not ready():
            for name, one in self.watched.items():
                if one.child.exit_code() is not None:
                    raise CannotStart(_early_end(name, one.child))
            if time.monotonic() > until:
                logs = [console.tail(one.child.command.log) for one in self.watched.values()]
                text = "\n".join(logs)
                raise CannotStart(f"{what} was not ready after {seconds:.0f} s.\n{text}")
            self.interrupts.pause(0.05)

    def watch(self) -> None:
        """Keep the children running until somebody asks to stop: raises Stopped."""
        while True:
            for name, one in self.watched.items():
                self._care_for(name, one)
            self.interrupts.pause(self._until_next_start())

    def _care_for(self, name: str, one: Watched) -> None:
        now = time.monotonic()
        if one.restart_at is None and one.child.exit_code() is not None:
            if now - one.started > _SETTLED:
                one.failures = 0
            delay = _DELAYS[min(one.failures, len(_DELAYS) - 1)]
            one.failures += 1
            one.restart_at = now + delay
            how = _how_it_ended(one.child)
            console.say(f"{name} {how}; starting it again in {delay:.0f} s")
            print(console.tail(one.child.command.log, lines=6), flush=True)
            one.child.kill()
        elif one.restart_at is not None and now >= one.restart_at:
            one.child = Child(one.child.command, watch=self.guardian)
            one.started, one.restart_at = now, None
            console.say(f"{name} runs again")
            self.on_restart()

    def _until_next_start(self) -> float:
        due = [one.restart_at for one in self.watched.values() if one.restart_at is not None]
        return max(0.0, min([1.0, *(at - time.monotonic() for at in due)]))

    def pids(self) -> dict[str, int]:
        """Return the process id of each child."""
        return {name: one.child.pid for name, one in self.watched.items()}

    def stop(self) -> None:
        """Stop everything: first what uses the servers, then the servers."""
        children = [one.child for one in self.watched.values()]
        self._end([child for child in children if not child.command.is_server])
        self._end([child for child in children if child.command.is_server])
        self.watched.clear()

    def _end(self, children: list[Child]) -> None:
        """Ask children to stop; kill those that do not in time, or all when asked again."""
        patience = self.interrupts.count
        started = reminded = time.monotonic()
        for child in children:
            child.ask_to_stop()
        for child in children:
            while child.exit_code() is None:
                now = time.monotonic()
                if now - started > child.command.grace or self.interrupts.count > patience:
                    console.say(f"{child.command.name} does not stop; ending it")
                    break
                if now - reminded > _REMINDER:
                    reminded = now
                    child.remind()
                self.interrupts.rest(0.2)
            child.kill()


def _show_progress(command: Command, shown: int) -> int:
    with command.log.open("rb") as log:
        log.seek(shown)
        for line in log:
            if not line.endswith(b"\n"):
                break
            shown += len(line)
            if line.startswith(b"> "):
                console.say(line[2:].decode(errors="replace").strip())
    return shown


def _how_it_ended(child: Child) -> str:
    code = child.exit_code() or 0
    return f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"


def _early_end(name: str, child: Child) -> str:
    log = child.command.log
    return f"{name} {_how_it_ended(child)}. The end of {log}:\n{console.tail(log)}"
