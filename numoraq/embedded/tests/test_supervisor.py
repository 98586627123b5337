"""The supervisor: reports, restarts with back-off, and stops servers last."""

import os
import signal
import sys
from functools import partial
from pathlib import Path

import pytest

from numoraq.embedded import supervisor as module
from numoraq.embedded.failure import CannotStart, Stopped
from numoraq.embedded.process import Command
from numoraq.embedded.supervisor import Supervisor


def python(name: str, code: str, tmp_path: Path, **options: object) -> Command:
    command = (sys.executable, "-c", code)
    return Command(name, command, tmp_path / f"{name}.log", **options)  # type: ignore[arg-type]


def says_up(log: Path) -> bool:
    return "up" in log.read_text()


def test_a_dead_child_is_reported_and_started_again(
    supervisor: Supervisor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(module, "_DELAYS", (0.01, 0.02))
    supervisor.start(python("web", "print('no more memory'); raise SystemExit(3)", tmp_path))
    deaths = []

    def restarted() -> None:
        deaths.append(supervisor.watched["web"].failures)
        if len(deaths) == 3:
            os.kill(os.getpid(), signal.SIGTERM)

    supervisor.on_restart = restarted
    with pytest.raises(Stopped):
        supervisor.watch()
    assert deaths == [1, 2, 3]
    said = capsys.readouterr().out
    assert "web ended with code 3; starting it again" in said
    assert "| no more memory" in said


def test_the_wait_for_the_next_start_grows() -> None:
    assert list(module._DELAYS) == sorted(module._DELAYS)
    assert module._DELAYS[0] <= 1
    assert module._DELAYS[-1] >= 30


def test_a_child_that_dies_before_it_is_ready_ends_the_start(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    supervisor.start(python("web", "raise SystemExit('bad settings')", tmp_path))
    with pytest.raises(CannotStart, match=r"(?s)web ended with code 1.*\| bad settings"):
        supervisor.wait_until(lambda: False, what="the app", seconds=60)


def test_what_is_never_ready_ends_the_start(supervisor: Supervisor) -> None:
    with pytest.raises(CannotStart, match="the app was not ready after 0 s"):
        supervisor.wait_until(lambda: False, what="the app", seconds=0)


def test_run_shows_progress_and_returns_the_code(
    supervisor: Supervisor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = "print('> first step'); print('detail'); raise SystemExit(4)"
    assert supervisor.run(python("prepare", code, tmp_path)) == 4
    said = capsys.readouterr().out
    assert "first step" in said
    assert "detail" not in said


def test_run_ends_the_program_when_asked_to_stop(supervisor: Supervisor, tmp_path: Path) -> None:
    code = "import os, time; os.kill(os.getppid(), 15); time.sleep(600)"
    with pytest.raises(Stopped):
        supervisor.run(python("prepare", code, tmp_path))


def test_servers_are_stopped_after_what_uses_them(supervisor: Supervisor, tmp_path: Path) -> None:
    log = tmp_path / "order"
    log.touch()
    code = (
        "import signal, sys, time;"
        "signal.signal(15, lambda *_: (open({log!r}, 'a').write({name!r} + ' '), sys.exit()));"
        "print('up', flush=True); time.sleep(600)"
    )
    for name, is_server in (("postgres", True), ("web", False), ("beat", False)):
        text = code.format(log=str(log), name=name)
        supervisor.start(python(name, text, tmp_path, is_server=is_server))
        path = tmp_path / f"{name}.log"
        supervisor.wait_until(partial(says_up, path), what=name, seconds=60)
    supervisor.stop()
    assert log.read_text().split()[-1] == "postgres"
    assert set(log.read_text().split()) == {"postgres", "web", "beat"}


def test_a_worker_that_missed_the_signal_is_told_again(
    supervisor: Supervisor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A worker that is still starting has the handler of its parent, which does nothing there."""
    code = (
        "import os, signal, time;"
        "worker = os.fork() or None;"
        "seen = [];"
        "signal.signal(15, lambda *_: seen.append(1) if worker or not seen else os._exit(0))"
        " if not worker else signal.signal(15, lambda *_: os.kill(worker, 15));"
        "time.sleep(0.2); print('up', flush=True);"
        "os.waitpid(worker, 0) if worker else [time.sleep(1) for _ in range(600)]"
    )
    command = python("web", code, tmp_path, grace=60.0, is_reminded=True)
    supervisor.start(command)
    supervisor.wait_until(partial(says_up, command.log), what="web", seconds=60)
    supervisor.stop()
    assert "does not stop" not in capsys.readouterr().out


def test_asking_twice_ends_what_does_not_stop(
    supervisor: Supervisor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = (
        "import os, signal, time; parent = os.getppid();"
        "signal.signal(15, lambda *_: os.kill(parent, 2)); print('up', flush=True);"
        "[time.sleep(1) for _ in range(600)]"
    )
    command = python("web", code, tmp_path, grace=600.0)
    supervisor.start(command)
    supervisor.wait_until(partial(says_up, command.log), what="web", seconds=60)
    supervisor.stop()
    assert "web does not stop; ending it" in capsys.readouterr().out
