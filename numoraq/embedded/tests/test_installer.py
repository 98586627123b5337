"""How requirements get into an environment, and which Python makes it."""

import os
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from numoraq.embedded import bootstrap, installer, interpreters
from numoraq.embedded.bootstrap import Venv
from numoraq.embedded.installer import Refusal, Result

OFFLINE = Result(1, "Temporary failure in name resolution")
FINE = Result(0, "")


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Return the programs that would have run; each of them succeeds."""
    programs: list[list[str]] = []

    def run(command: list[str]) -> Result:
        programs.append(command)
        return FINE

    monkeypatch.setattr(installer, "run", run)
    return programs


def test_uv_on_the_path_installs(ran: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/bin/uv" if name == "uv" else None)
    installer.install("/venv/bin/python", [Path("/r.txt")])
    assert ran[-1][:3] == ["/bin/uv", "pip", "install"]
    assert ran[-1][-2:] == ["-r", "/r.txt"]


def test_uv_is_fetched_with_pip_when_it_is_missing(
    ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    installer.install("/venv/bin/python", [Path("/r.txt")])
    assert ran[0][:2] == ["/venv/bin/python", "-c"]
    assert ran[0][-1].endswith("uv.txt")
    assert ran[1][0] == "/venv/bin/uv"


def test_pip_installs_where_uv_does_not_get_through(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []

    def run(command: list[str]) -> Result:
        ran.append(command)
        return OFFLINE if command[:3] == ["/bin/uv", "pip", "install"] else FINE

    monkeypatch.setattr(installer, "run", run)
    monkeypatch.setattr(shutil, "which", lambda name: "/bin/uv" if name == "uv" else None)
    installer.install("/venv/bin/python", [Path("/r.txt")])
    assert ran[-1][0] == "/venv/bin/python"


def test_nothing_that_gets_through_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installer, "run", lambda command: OFFLINE)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(Refusal, match="cannot be reached"):
        installer.install("/venv/bin/python", [Path("/r.txt")])


def test_pip_comes_from_the_wheel_that_python_brings_along() -> None:
    done = installer.run([sys.executable, "-c", installer._RUN_PIP, "--version"])
    if done.code:  # a system's Python without its wheels is told apart
        assert "install python3-venv" in installer.diagnose(done.text)
    else:
        assert done.text.startswith("pip ")


def test_a_long_installation_says_that_it_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Slow(subprocess.Popen[bytes]):
        waits = 0

        def communicate(self, *args: object, **kwargs: object) -> tuple[bytes, bytes]:
            self.waits += 1
            if self.waits == 1:
                raise subprocess.TimeoutExpired("pip", 10)
            return super().communicate()

    monkeypatch.setattr(subprocess, "Popen", Slow)
    assert installer.run([sys.executable, "-c", "print('done')"]) == Result(0, "done\n")
    assert "still installing" in capsys.readouterr().out


def test_this_python_is_taken_when_it_is_new_enough() -> None:
    found = interpreters.version(interpreters.find_python())
    assert found == sys.version_info[:2]


def test_candidates_come_from_path_pyenv_and_uv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("versions/3.12.1", "versions/3.11.2", "versions/3.13.0"):
        (tmp_path / place / "bin").mkdir(parents=True)
        (tmp_path / place / "bin" / "python3").touch()
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}" if "3.13" in name else None)
    assert list(interpreters.candidates()) == [
        "/bin/python3.13",
        str(tmp_path / "versions/3.13.0/bin/python3"),
        str(tmp_path / "versions/3.12.1/bin/python3"),
    ]


def test_the_first_candidate_that_is_new_enough_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreters, "OLDEST", (9, 0))
    monkeypatch.setattr(interpreters, "candidates", lambda: iter(["/old", "/gone", "/new"]))
    versions = {"/old": (8, 9), "/gone": None, "/new": (9, 1)}
    monkeypatch.setattr(interpreters, "version", versions.get)
    assert interpreters.find_python() == "/new"


def test_ensure_goes_on_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []
    monkeypatch.delenv("NUMORAQ_BOOTSTRAP", raising=False)
    monkeypatch.delenv("NUMORAQ_BOOTSTRAPPED", raising=False)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(bootstrap, "prepare", lambda venv, command: None)
    monkeypatch.setattr("os.execv", lambda program, argv: ran.append(argv))
    bootstrap.ensure(str(tmp_path), ["manage.py", "up"])
    assert ran == [[str(tmp_path / ".venv/bin/python"), "manage.py", "up"]]
    with pytest.raises(SystemExit, match="does not start"):
        bootstrap.ensure(str(tmp_path), ["manage.py", "up"])  # it came back here: no endless loop


def test_windows_is_told_what_to_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "name", "nt")
    with pytest.raises(Refusal, match="WSL or Docker"):
        bootstrap.prepare(Venv(tmp_path), "up")


def test_an_environment_is_not_begun_on_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(1024))
    with pytest.raises(Refusal, match="disk is full"):
        Venv(tmp_path).create()
    assert not (tmp_path / ".venv").exists()


def test_an_environment_that_cannot_be_made_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installer, "run", lambda command: Result(1, "Permission denied: x"))
    with pytest.raises(Refusal, match="cannot be written to"):
        Venv(tmp_path).create()
