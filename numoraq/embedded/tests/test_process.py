"""Children do not outlive the one who started them."""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from numoraq.embedded import foreground, guardian
from numoraq.embedded.interrupts import Interrupts
from numoraq.embedded.process import Child, Command, Guardian

# A child with a child of its own, neither of which ends when asked politely.
FAMILY = (
    "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); time.sleep(600)"
)
type Eventually = Callable[[Callable[[], bool]], None]


@pytest.fixture
def family(tmp_path: Path) -> Command:
    """Return a command that runs two processes in one group."""
    return Command("family", (sys.executable, "-c", FAMILY), tmp_path / "log", grace=0.2)


def test_the_guardian_ends_whole_groups_when_its_pipe_closes(
    tmp_path: Path, eventually: Eventually
) -> None:
    trash = tmp_path / "trash"
    trash.mkdir()
    group = subprocess.Popen([sys.executable, "-c", FAMILY], start_new_session=True)
    watch = subprocess.Popen([sys.executable, guardian.__file__], stdin=subprocess.PIPE, text=True)
    watch.communicate(f"+ {group.pid} {int(signal.SIGTERM)} 0.2\nd {trash}\n")
    group.wait()
    eventually(lambda: not guardian.alive(group.pid))
    assert not trash.exists()


@pytest.mark.parametrize("last", ["", "q\n"])
def test_the_guardian_forgets_what_is_gone_and_leaves_alone_what_was_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    sent: list[tuple[int, int]] = []
    monkeypatch.setattr(guardian, "send", lambda group, number: sent.append((group, number)))
    monkeypatch.setattr(guardian, "alive", lambda group: (group, signal.SIGKILL) not in sent)
    monkeypatch.setattr(signal, "signal", lambda number, handler: None)
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"+ 1 15 0\n+ 2 15 0\n- 1\nd {tmp_path}\n{last}"))
    guardian.main()
    assert sent == ([] if last else [(2, signal.SIGTERM), (2, signal.SIGKILL)])
    assert not tmp_path.exists()


def test_a_group_of_somebody_else_counts_as_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(group: int, number: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "killpg", forbidden)
    guardian.send(1, signal.SIGTERM)
    assert guardian.alive(1)


def test_a_dismissed_guardian_touches_nothing(family: Command) -> None:
    watch = Guardian()
    child = Child(family, watch=watch)
    watch.dismiss()
    assert child.exit_code() is None
    child.kill()


def test_killing_a_child_ends_its_children(family: Command, eventually: Eventually) -> None:
    watch = Guardian()
    child = Child(family, watch=watch)
    child.kill()
    eventually(lambda: not guardian.alive(child.pid))
    watch.dismiss()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's signal is Linux's own")
def test_a_child_ends_with_its_parent(tmp_path: Path, eventually: Eventually) -> None:
    parent = (
        "import sys; from pathlib import Path; from numoraq.embedded import process;"
        f"command = process.Command('c', ('sleep', '600'), Path({str(tmp_path / 'log')!r}));"
        "watch = process.Guardian(); watch.dismiss();"
        "print(process.Child(command, watch=watch).pid, flush=True); sys.stdin.read()"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert running.stdin is not None
    assert running.stdout is not None
    pid = int(running.stdout.readline())
    assert guardian.alive(pid)
    running.kill()
    running.communicate()
    eventually(lambda: not guardian.alive(pid))


def test_foreground_passes_the_exit_code_on() -> None:
    with Interrupts() as interrupts:
        argv = [sys.executable, "-c", "import os; raise SystemExit(int(os.environ['CODE']))"]
        assert foreground.run(argv, env={**os.environ, "CODE": "5"}, interrupts=interrupts) == 5


def test_foreground_ends_the_program_when_asked_to_stop() -> None:
    with Interrupts() as interrupts:
        os.kill(os.getpid(), signal.SIGTERM)
        code = foreground.run(["sleep", "600"], env={}, interrupts=interrupts)
        assert code == -signal.SIGTERM
