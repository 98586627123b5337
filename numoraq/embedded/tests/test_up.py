"""The whole command, really run: it starts, serves, survives deaths, and leaves nothing."""

import http.client
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from numoraq.embedded.tests.driver import LIMIT, Up
from numoraq.lib import runtime

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds processes through /proc")


@pytest.fixture
def started() -> Iterator[list[Up]]:
    """Return a list for what is started; whatever still runs at the end is killed."""
    runs: list[Up] = []
    yield runs
    for run in runs:
        for pid in run.processes():
            os.kill(pid, signal.SIGKILL)
        run.process.wait(LIMIT)
        if run.process.stdout is not None:
            run.process.stdout.close()


def get(url: str, path: str) -> tuple[int, str]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=30)
    connection.request("GET", path, headers={"Host": parts.netloc})
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response.status, body


def test_up_serves_survives_deaths_and_keeps_its_data(tmp_path: Path, started: list[Up]) -> None:
    """Tell one long story: a start takes seconds, so what can share one does."""
    for stage in ("creating the database", "preparing the database", "starting web"):
        _stops_cleanly_at(stage, tmp_path / "data", started)
    for later in (0.6, 1.2):  # the web server imports the project
        _stops_cleanly_at("starting web", tmp_path / "data", started, later=later)
    up = Up(tmp_path / "data", "--port", "0")
    started.append(up)
    up.wait_for("Ctrl-C")
    found = up.runtime()
    _serves(up, found)
    _refuses_a_second(up, found, started)
    _starts_a_dead_worker_again(up, found)
    with psycopg.connect(found["database_urls"]["owner"]) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    up.end(signal.SIGKILL)
    assert up.leaves_nothing()

    again = Up(up.data, "--port", "0", "--no-demo")
    started.append(again)
    again.wait_for("Ctrl-C")
    assert again.runtime()["database_urls"] == found["database_urls"]  # passwords and port stay
    with psycopg.connect(found["database_urls"]["owner"]) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    assert again.end(signal.SIGINT) == 0
    assert again.said.endswith("stopped\n")
    assert not again.runtime()
    assert again.processes() == []


def _serves(up: Up, found: dict[str, Any]) -> None:
    assert stat.S_IMODE((up.data / "runtime.json").stat().st_mode) == 0o600
    assert set(found["pids"]) == {
        "supervisor", "valkey", "postgres", "payments", "web", "worker", "beat",
    }  # fmt: skip
    assert get(found["fake_stripe_url"], "/_fake/")[0] == 200
    assert f"{found['fake_stripe_url']}/_fake/" in up.said
    assert found["web_url"] in up.said
    assert found["cms_url"] in up.said
    status, body = get(found["web_url"], "/readyz/")
    assert status == 200, body
    assert get(found["web_url"], "/mailbox/")[0] == 200


def _refuses_a_second(up: Up, found: dict[str, Any], started: list[Up]) -> None:
    second = Up(up.data, "--port", "0")
    started.append(second)
    assert second.wait() == 1
    assert f"it already runs from {up.data}, at {found['web_url']}" in second.said


def _starts_a_dead_worker_again(up: Up, found: dict[str, Any]) -> None:
    os.kill(found["pids"]["worker"], signal.SIGKILL)
    up.wait_for("worker was ended by signal 9")
    up.wait_for("worker runs again")
    until = time.monotonic() + LIMIT
    while up.runtime()["pids"]["worker"] == found["pids"]["worker"]:
        assert time.monotonic() < until
        time.sleep(0.02)


def _stops_cleanly_at(stage: str, data: Path, started: list[Up], *, later: float = 0) -> None:
    up = Up(data, "--port", "0")
    started.append(up)
    up.wait_for(stage)
    time.sleep(later)
    assert up.end(signal.SIGINT) in {0, 130}  # 0: a fast machine was ready by then
    assert "Traceback" not in up.said
    assert "does not stop" not in up.said
    assert up.said.endswith("stopped\n")
    assert up.processes() == []


@pytest.mark.parametrize("module", ["json", "argparse", "webbrowser"])
def test_ctrl_c_while_modules_are_read_is_one_sentence(module: str, tmp_path: Path) -> None:
    """The signal comes when a module of the start is imported: of bootstrap, of the command."""
    (tmp_path / f"{module}.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "NUMORAQ_BOOTSTRAP": "0"}
    command = [sys.executable, "manage.py", "up", "--help"]
    done = subprocess.run(
        command, cwd=runtime.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "\nStopped.\n", "")


def test_a_port_in_use_is_one_sentence(tmp_path: Path, started: list[Up]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        up = Up(tmp_path / "data", "--port", str(port))
        started.append(up)
        assert up.wait() == 1
    assert f"NumoraQ cannot start: port {port} is in use" in up.said
    assert "--port" in up.said
    assert up.processes() == []
