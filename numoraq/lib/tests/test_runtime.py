"""What other commands learn of a running installation, and what they do without one."""

import json
from pathlib import Path

import pytest

from numoraq.lib import runtime
from numoraq.lib.env import BadSetting

RUNNING = {
    "database_urls": {"web": "postgresql://web@here/n", "worker": "postgresql://worker@here/n"},
    "redis_url": "redis://:word@127.0.0.1:7000",
}


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty data directory, in an environment that names nothing else."""
    for name in (*runtime.DATABASE_VARIABLES.values(), "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NUMORAQ_DATA_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def running(data: Path) -> Path:
    """Return the data directory of an installation that runs."""
    (data / "runtime.json").write_text(json.dumps(RUNNING))
    return data


def test_the_data_directory_is_beside_the_code_unless_named(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert runtime.data_dir() == data.resolve()
    monkeypatch.setenv("NUMORAQ_DATA_DIR", "elsewhere/of/mine")
    assert runtime.data_dir() == runtime.BASE_DIR / "elsewhere/of/mine"
    monkeypatch.delenv("NUMORAQ_DATA_DIR")
    assert runtime.data_dir() == runtime.BASE_DIR / "var"


def test_nothing_runs_where_nothing_was_written_down() -> None:
    assert runtime.load() == {}
    assert runtime.database_url("web") == ""


def test_half_written_notes_are_none(data: Path) -> None:
    (data / "runtime.json").write_text('{"redis_url": "redis://')
    assert runtime.load() == {}


@pytest.mark.usefixtures("running")
def test_the_running_servers_are_asked_for_their_addresses() -> None:
    assert runtime.database_url("web") == "postgresql://web@here/n"
    assert runtime.database_url("owner") == ""
    assert runtime.redis_url(1) == "redis://:word@127.0.0.1:7000/1"


@pytest.mark.usefixtures("running")
def test_one_named_database_hides_all_that_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of one installation and half of another would be worse than an error."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://web@there/n")
    assert runtime.database_url("web") == "postgresql://web@there/n"
    assert runtime.database_url("worker") == ""


@pytest.mark.usefixtures("running")
def test_a_named_server_goes_before_the_one_that_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://there:6379")
    assert runtime.redis_url() == "redis://there:6379/0"


@pytest.mark.parametrize(
    ("named", "cache"),
    [
        ("redis://there:6379", "redis://there:6379/1"),
        ("redis://there:6379/", "redis://there:6379/1"),
        ("redis://there:6379/0", "redis://there:6379/1"),
        ("redis://there:6379/4", "redis://there:6379/5"),
        ("rediss://:word@there:6379/12/", "rediss://:word@there:6379/13"),
    ],
)
def test_our_databases_are_counted_from_the_one_that_is_named(
    named: str, cache: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", named)
    assert runtime.redis_url(1) == cache


def test_without_any_server_the_usual_place_is_tried() -> None:
    assert runtime.redis_url(0) == "redis://127.0.0.1:6379/0"


def test_a_secret_is_the_one_of_the_first_start(data: Path) -> None:
    (data / "secrets.json").write_text('{"secret_key": "long and random"}')
    assert runtime.secret("secret_key") == "long and random"


@pytest.mark.parametrize("text", [None, "", "{", "{}", '{"enc_keys": "1:x"}'])
def test_a_secret_nobody_made_must_be_given(data: Path, text: str | None) -> None:
    if text is not None:
        (data / "secrets.json").write_text(text)
    with pytest.raises(BadSetting, match=r"NUMORAQ_SECRET_KEY=.*see \.env\.example"):
        runtime.secret("secret_key")
