"""A child process: started so that it cannot outlive the supervisor, and stopped with its group.

Three nets, for one kill may tear one: Linux signals the child when its parent dies; the
guardian stops its whole process group (workers of workers too); a restart first ends what an
earlier child left of its group.
"""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from numoraq.embedded import guardian
from numoraq.embedded.installer import die_with_parent


@dataclass(frozen=True, slots=True)
class Command:
    """What to run and how to end it. `grace` is seconds between asking and killing."""

    name: str
    argv: tuple[str, ...]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    stop_with: signal.Signals = signal.SIGTERM
    grace: float = 8.0
    is_server: bool = False  # others need it: stopped last
    is_reminded: bool = False  # its workers may miss the first signal: the group gets it again
    become: Callable[[], None] | None = None  # runs in the child, before the program


class Guardian:
    """The process that stops the others when this one is killed."""

    def __init__(self, *, lock: int | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", guardian.__file__],
            stdin=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
            pass_fds=() if lock is None else (lock,),
        )

    def tell(self, line: str) -> None:
        """Send a line; a guardian that was killed is not missed until the next start."""
        stdin = self._process.stdin
        with contextlib.suppress(BrokenPipeError):
            if stdin is not None and not stdin.closed:
                stdin.write(f"{line}\n".encode())

    def dismiss(self) -> None:
        """End the guardian; everything it watched was stopped."""
        self.tell("q")
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()


class Child:
    """A running process and its group."""

    def __init__(self, command: Command, *, watch: Guardian) -> None:
        self.command = command
        self._guardian = watch
        with command.log.open("ab") as log:
            self._process = subprocess.Popen(
                command.argv,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **command.env},
                start_new_session=True,
                preexec_fn=_enter(command, os.getpid()),  # noqa: PLW1509 (no thread runs here)
            )
        watch.tell(f"+ {self.pid} {int(command.stop_with)} {command.grace}")

    @property
    def pid(self) -> int:
        """The process id, which is the id of the group as well."""
        return self._process.pid

    def exit_code(self) -> int | None:
        """Return how it ended, or nothing while it runs."""
        return self._process.poll()

    def ask_to_stop(self) -> None:
        """Send the signal that ends this program in good order."""
        if self.exit_code() is None:
            self._process.send_signal(self.command.stop_with)

    def remind(self) -> None:
        """Send the signal again, to the whole group, where a part may have missed it."""
        if self.command.is_reminded and self.exit_code() is None:
            guardian.send(self.pid, self.command.stop_with)

    def kill(self) -> None:
        """End what is left of the group at once, and forget it."""
        guardian.send(self.pid, signal.SIGKILL)
        self._process.wait()
        self._guardian.tell(f"- {self.pid}")


def _enter(command: Command, parent: int) -> Callable[[], None]:
    def enter() -> None:
        if command.become is not None:
            command.become()
        die_with_parent(command.stop_with)  # after `become`: a change of identity clears it
        if os.getppid() != parent:
            os._exit(1)

    return enter
