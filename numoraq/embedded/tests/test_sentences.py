"""What a person reads when something stops a start: one sentence, never a traceback."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from numoraq.embedded import bootstrap, console, failure, installer, interpreters, ports, unchanged
from numoraq.embedded.bootstrap import Venv
from numoraq.embedded.data import DataDir, read_json, write_private
from numoraq.embedded.failure import CannotStart, Stopped
from numoraq.embedded.interrupts import Interrupts
from numoraq.embedded.place import Place
from numoraq.embedded.servers import Addresses
from numoraq.lib import runtime


@pytest.fixture
def place(data: DataDir) -> Place:
    """Return an installation that is not started."""
    addresses = Addresses(
        database_urls={"web": "postgresql://web@here/n"}, redis_url="redis://here"
    )
    return Place(data, {"secret_key": "x", "enc_keys": "1:x"}, addresses, "127.0.0.1", 8000, True)


# ---- files and disks


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full. Free about 1 GB and start again."),
        (errno.EDQUOT, "the disk is full. Free about 1 GB and start again."),
        (errno.EACCES, "/data/x cannot be written to; set NUMORAQ_DATA_DIR to a folder of yours."),
        (errno.EPERM, "/data/x cannot be written to; set NUMORAQ_DATA_DIR to a folder of yours."),
        (errno.EROFS, "/data/x cannot be written to; set NUMORAQ_DATA_DIR to a folder of yours."),
        (errno.EIO, "Input/output error"),
    ],
)
def test_a_failed_file_operation_says_what_to_do(
    capsys: pytest.CaptureFixture[str], number: int, said: str
) -> None:
    def work() -> int:
        raise OSError(number, os.strerror(number), "/data/x")

    assert failure.told("NumoraQ", work) == 1
    out = capsys.readouterr()
    assert "NumoraQ cannot start: " in out.out
    assert said in out.out
    assert "Traceback" not in out.out + out.err


def test_a_refusal_is_told_and_a_stop_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    def refuse() -> int:
        raise CannotStart("no reason at all.")

    def stop() -> int:
        raise Stopped

    assert failure.told("The tests", refuse) == 1
    assert capsys.readouterr().out == "\nThe tests cannot start: no reason at all.\n"
    assert failure.told("The tests", stop) == 130
    assert capsys.readouterr().out == ""
    assert failure.told("The tests", lambda: 3) == 3


def test_other_mistakes_are_ours_and_keep_their_traceback() -> None:
    def break_() -> int:
        raise KeyError("ours")

    with pytest.raises(KeyError):
        failure.told("NumoraQ", break_)


def test_a_private_file_is_whole_or_what_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "secrets.json"
    write_private(path, '{"a": 1}')

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_private(path, '{"a": 2}')
    assert read_json(path) == {"a": 1}
    monkeypatch.undo()
    write_private(path, '{"a": 3}')  # what was left half written is in nobody's way
    assert read_json(path) == {"a": 3}


# ---- logs


def test_the_end_of_a_log_is_shown_indented(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_text("\n".join(f"line {number}" for number in range(100)))
    assert console.tail(log, lines=2) == "    | line 98\n    | line 99"
    log.write_bytes(b"\xff\xfe broken \n" + b"x" * 50_000)
    assert len(console.tail(log)) < 21_000
    assert console.tail(tmp_path / "none.log") == ""


def test_the_closing_block_stands_in_columns(capsys: pytest.CaptureFixture[str]) -> None:
    console.block([("App", "http://a"), ("Mailbox", "http://m")], title="NumoraQ runs")
    lines = [line for line in capsys.readouterr().out.splitlines() if line.strip()]
    assert lines == ["  NumoraQ runs", "    App      http://a", "    Mailbox  http://m"]


# ---- ports


def test_a_port_of_the_sixth_version_can_be_claimed_and_is_named_when_taken() -> None:
    try:
        other = socket.socket(socket.AF_INET6)
        other.bind(("::1", 0))
    except OSError:
        pytest.skip("this machine has no IPv6")
    with other:
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(CannotStart, match=f"port {taken} is in use"):
            ports.claim("::1", taken)
    assert ports.claim("::1", 0) > 0


# ---- signals


def test_a_wait_ends_at_once_when_somebody_asks_to_stop() -> None:
    started = time.monotonic()
    with Interrupts() as interrupts:
        signal.raise_signal(signal.SIGTERM)
        with pytest.raises(Stopped):
            interrupts.pause(60)
        assert (interrupts.count, interrupts.last) == (1, signal.SIGTERM)
        interrupts.rest(0)
    assert time.monotonic() - started < 30


def test_a_wait_that_nobody_disturbs_ends_by_itself() -> None:
    with Interrupts() as interrupts:
        interrupts.pause(0.01)
        assert interrupts.count == 0


def test_very_many_signals_are_noticed_and_none_blocks() -> None:
    with Interrupts() as interrupts:
        for _time in range(70_000):
            interrupts._wake(signal.SIGCHLD, None)
        interrupts.rest(0)
        interrupts.check()


def test_afterwards_signals_do_what_they_did_before() -> None:
    before = signal.getsignal(signal.SIGHUP)
    with Interrupts():
        assert signal.getsignal(signal.SIGHUP) != before
    assert signal.getsignal(signal.SIGHUP) == before


# ---- Python and .venv


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("echo 3.13", (3, 13)),
        ("echo 3.8", (3, 8)),
        ("exit 1", None),
    ],
)
def test_a_program_is_asked_for_its_version(
    tmp_path: Path, script: str, found: tuple[int, ...] | None
) -> None:
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    assert interpreters.version(str(program)) == found
    program.chmod(0o644)
    assert interpreters.version(str(program)) is None


def test_a_manage_py_of_an_ancient_python_says_which_one_it_needs(tmp_path: Path) -> None:
    text = (runtime.BASE_DIR / "manage.py").read_text()
    ancient = tmp_path / "manage.py"
    ancient.write_text(text.replace("sys.version_info < (3, 8)", "True"))
    done = subprocess.run(
        [sys.executable, str(ancient)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == "NumoraQ cannot start: run this with Python 3.12 or newer.\n"


def test_a_damaged_stamp_counts_as_none(tmp_path: Path) -> None:
    venv = Venv(tmp_path)
    venv.path.mkdir()
    assert venv.installed() == {}
    venv.stamp.write_text("{half")
    assert venv.installed() == {}
    assert not venv.is_complete([])


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_a_requirement_that_is_not_stamped_is_not_there(tmp_path: Path, name: str) -> None:
    venv = Venv(tmp_path)
    (venv.path / "bin").mkdir(parents=True)
    Path(venv.python).symlink_to(sys.executable)
    files = [tmp_path / "requirements.txt", tmp_path / "requirements-dev.txt"]
    for path in files:
        path.write_text(f"# {path.name}\n")
    stamped = {path.name: bootstrap.digest(path) for path in files}
    venv.stamp.write_text(str(stamped).replace("'", '"'))
    assert venv.is_complete(files)
    (tmp_path / name).write_text("# another\n")
    assert not venv.is_complete(files)
    assert venv.is_complete([path for path in files if path.name != name])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("error: Failed to fetch: dns error: no such host", installer.OFFLINE),
        ("Network is unreachable", installer.OFFLINE),
        ("ProxyError('Cannot connect')", installer.OFFLINE),
        ("The read operation timed out", installer.OFFLINE),
        ("OSError: [Errno 122] Disk quota exceeded", installer.DISK_FULL),
        ("OSError: [Errno 30] Read-only file system: '/x'", installer.NOT_WRITABLE),
    ],
)
def test_an_installer_that_fails_is_put_in_words(text: str, said: str) -> None:
    assert installer.diagnose(f"Collecting django\n{text}\n") == said


# ---- what changed since the last start


def test_a_start_is_prepared_until_something_changes(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    module = sources / "app.py"
    module.write_text("one = 1\n")
    monkeypatch.setattr(runtime, "BASE_DIR", sources)
    now = unchanged.digest(place)
    assert not unchanged.is_prepared(place, now=now)
    unchanged.remember(place, now=now)
    assert unchanged.is_prepared(place, now=unchanged.digest(place))
    module.write_text("two = 22\n")
    assert not unchanged.is_prepared(place, now=unchanged.digest(place))


@pytest.mark.parametrize(
    "where", ["docs/a.md", "tests/a.py", ".git/a", "__pycache__/a.pyc", "a.mo"]
)
def test_what_a_start_does_not_need_changes_nothing(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setattr(runtime, "BASE_DIR", tmp_path / "sources")
    before = unchanged.digest(place)
    path = tmp_path / "sources" / where
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    assert unchanged.digest(place) == before


def test_another_database_is_another_start(place: Place) -> None:
    elsewhere = Addresses(database_urls={"web": "postgresql://web@there/n"}, redis_url="redis://x")
    moved = replace(place, addresses=elsewhere)
    assert unchanged.digest(moved) != unchanged.digest(place)
