"""The flow of each command, with light stand-ins for what it starts."""

import contextlib
import errno
import json
import os
import signal
import sys
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from numoraq.embedded import (
    benching,
    checking,
    children,
    failure,
    foreground,
    holding,
    report,
    sandbox,
    testing,
    unchanged,
    up,
)
from numoraq.embedded.data import DataDir, read_json, write_private
from numoraq.embedded.failure import CannotStart, Stopped
from numoraq.embedded.interrupts import Interrupts
from numoraq.embedded.place import Place
from numoraq.embedded.process import Command
from numoraq.embedded.servers import Addresses
from numoraq.lib import runtime

URL = "postgresql://login:secret@127.0.0.1:1/none"


@pytest.fixture
def light(data: DataDir, monkeypatch: pytest.MonkeyPatch) -> DataDir:
    """Have `up` use named servers, a preparation of one line, and one child that sleeps."""
    for name in ("DATABASE_URL", "DATABASE_URL_WORKER", "DATABASE_URL_OWNER"):
        monkeypatch.setenv(name, URL)
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1")
    monkeypatch.setattr(runtime, "data_dir", lambda: data.path)
    monkeypatch.setattr(report, "is_ready", lambda host, port: True)
    sleeper = Command("web", ("sleep", "600"), data.log("web"))
    monkeypatch.setattr(children, "table", lambda place: [sleeper])
    prepares(monkeypatch, "import sys; open(sys.argv[1], 'w').write('{}')")
    return data


def prepares(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Replace the preparation by a line of Python, given the path of its result."""

    def preparation(place: Place, *, result: str) -> Command:
        return Command("prepare", (sys.executable, "-c", code, result), place.data.log("prepare"))

    monkeypatch.setattr(children, "preparation", preparation)


def test_up_announces_writes_down_and_cleans_up(
    light: DataDir, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    link = "http://cms.localhost:1/first/"
    prepares(
        monkeypatch,
        "import json, sys; print('> migrating', flush=True);"
        f"open(sys.argv[1], 'w').write(json.dumps(dict(first_administrator_url={link!r})))",
    )
    seen: dict[str, Any] = {}

    def look(url: str) -> None:
        seen.update(read_json(light.runtime), opened=url)
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(webbrowser, "open", look)
    (light.path / "metrics" / "counter_1.db").touch()
    assert up.main(["--port", "0", "--open"]) == 0
    said = capsys.readouterr().out
    assert seen["web_url"] == seen["opened"]
    assert seen["database_urls"] == {"owner": URL, "web": URL, "worker": URL}
    assert seen["pids"]["supervisor"] == os.getpid()
    assert link in said
    assert "migrating" in said
    assert said.endswith("stopped\n")
    assert not light.runtime.exists()
    assert not (light.path / "prepare.json").exists()
    assert list((light.path / "metrics").iterdir()) == []


def test_the_children_wait_for_the_preparation_unless_nothing_is_new(
    light: DataDir, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda url: os.kill(os.getpid(), signal.SIGTERM))
    digests = iter(["before", "before", "after"])
    monkeypatch.setattr(unchanged, "digest", lambda place: next(digests))
    orders = []
    for _ in range(3):
        assert up.main(["--port", "0", "--open"]) == 0
        said = capsys.readouterr().out
        orders.append(said.index("preparing the database") < said.index("starting web"))
    assert orders == [True, False, True]


def test_a_change_of_the_sources_is_noticed(
    data: DataDir, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "BASE_DIR", tmp_path / "app")
    module = tmp_path / "app" / "finance" / "models.py"
    module.parent.mkdir(parents=True)
    module.write_text("a = 1")
    place = Place(data, data.secrets(), Addresses({"web": URL}, ""), "127.0.0.1", 1, demo=True)
    before = unchanged.digest(place)
    (tmp_path / "app" / ".venv").mkdir()
    (tmp_path / "app" / ".venv" / "other.py").touch()
    assert unchanged.digest(place) == before
    module.write_text("a = 12")
    assert unchanged.digest(place) != before
    elsewhere = Place(data, data.secrets(), Addresses({"web": "x"}, ""), "127.0.0.1", 1, demo=True)
    assert unchanged.digest(elsewhere) != unchanged.digest(place)


def test_a_preparation_that_fails_ends_the_start_with_its_log(
    light: DataDir, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    prepares(monkeypatch, "raise SystemExit('relation is missing')")
    assert up.main(["--port", "0"]) == 1
    said = capsys.readouterr().out
    assert "NumoraQ cannot start: preparing the database failed" in said
    assert "| relation is missing" in said


def test_an_interrupted_start_ends_as_shells_have_it(
    light: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepares(monkeypatch, "import os, time; os.kill(os.getppid(), 2); time.sleep(600)")
    assert up.main(["--port", "0"]) == 130


def test_a_second_start_says_where_the_first_one_runs(
    data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert data.lock() is not None
    found = {"web_url": "http://localhost:1", "pids": {"supervisor": os.getpid()}}
    write_private(data.runtime, json.dumps(found))
    with (
        Interrupts() as interrupts,
        pytest.raises(CannotStart, match=r"already runs from .* at http://localhost:1"),
        holding.alone(data, interrupts),
    ):
        pass


def test_a_start_waits_for_a_predecessor_to_go_and_not_for_ever(
    data: DataDir, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(holding, "_HANDOVER", 0.3)
    handle = data.lock()
    assert handle is not None
    with Interrupts() as interrupts:
        with (
            pytest.raises(CannotStart, match="another start holds"),
            holding.alone(data, interrupts),
        ):
            pass
        os.close(handle)
        with holding.alone(data, interrupts) as lock:
            assert lock > 0
    assert "waiting for an earlier start" in capsys.readouterr().out


def test_a_number_that_lives_on_elsewhere_counts_as_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(pid: int, number: int) -> None:
        raise PermissionError

    assert not holding._alive(None)
    monkeypatch.setattr(os, "kill", forbidden)
    assert holding._alive(1)


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (CannotStart("no room"), 1, "It cannot start: no room"),
        (OSError(errno.ENOSPC, "full"), 1, "disk is full"),
        (PermissionError(errno.EACCES, "no", "/x"), 1, "/x cannot be written to"),
        (OSError(errno.EIO, "odd"), 1, "odd"),
        (Stopped(), 130, ""),
    ],
)
def test_told_puts_what_stops_a_start_in_one_sentence(
    error: Exception, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def work() -> int:
        raise error

    assert failure.told("It", work) == code
    assert said in capsys.readouterr().out


@pytest.fixture
def no_servers(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Have commands run without servers; return what they would run in the foreground."""
    ran: list[list[str]] = []

    @contextlib.contextmanager
    def temporary(interrupts: Interrupts, *, durable: bool = False) -> Iterator[dict[str, str]]:
        yield dict(os.environ)

    def run(argv: list[str], *, env: object, interrupts: object) -> int:
        ran.append(list(argv))
        return 3

    monkeypatch.setattr(sandbox, "temporary", temporary)
    monkeypatch.setattr(foreground, "run", run)
    monkeypatch.delenv("NUMORAQ_BROWSER_TESTS", raising=False)
    return ran


def test_test_passes_arguments_and_exit_code_through(no_servers: list[list[str]]) -> None:
    assert testing.main(["-k", "money", "-n", "0"]) == 3
    assert no_servers == [[sys.executable, "-m", "pytest", "-k", "money", "-n", "0"]]


def test_bench_is_djangos_command_on_servers_of_its_own(no_servers: list[list[str]]) -> None:
    assert benching.main(["--smoke"]) == 3
    assert no_servers == [[sys.executable, "-m", "django", "bench", "--smoke"]]


def test_check_all_runs_every_check_and_sums_up(
    no_servers: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    python = (sys.executable, "-c")
    fails = (*python, "raise SystemExit('E501 too long')")
    monkeypatch.setattr(checking, "STATIC", {"first": fails, "second": (*python, "print('fine')")})
    assert checking.main([]) == 1
    said = capsys.readouterr().out
    assert "E501 too long" in said
    assert "fine" not in said
    assert said.count("ok      second") == 2
    assert said.count("FAILED  tests") == 1
    assert any("--cov" in part for part in no_servers[0])


def test_check_all_can_leave_out_the_tests(
    no_servers: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "STATIC", {"fine": (sys.executable, "-c", "pass")})
    assert checking.main(["--static"]) == 0
    assert no_servers == []


def test_nothing_answers_where_nothing_listens() -> None:
    assert not report.is_ready("127.0.0.1", 1)
