"""The data directory: private, locked, and with secrets that are never silently replaced."""

import shutil
import stat
from collections import namedtuple

import pytest
from pytest_django import Settings

from numoraq.embedded import data as data_module
from numoraq.embedded.data import DataDir, read_json, write_private
from numoraq.embedded.failure import CannotStart
from numoraq.lib import crypto


def test_secrets_are_made_once_and_kept_private(data: DataDir) -> None:
    first = data.secrets()
    assert data.secrets() == first
    assert len(set(first.values())) == len(first)
    assert stat.S_IMODE((data.path / "secrets.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(data.path.stat().st_mode) == 0o700


def test_a_made_encryption_key_is_one_that_encrypts(data: DataDir, settings: Settings) -> None:
    settings.ENC_KEYS = data.secrets()["enc_keys"].split(",")
    sealed = crypto.encrypt("1234", context="a.b:1")
    assert crypto.decrypt(sealed, context="a.b:1") == "1234"


def test_a_secret_added_by_a_later_version_leaves_the_others_alone(data: DataDir) -> None:
    first = data.secrets()
    write_private(data.path / "secrets.json", '{"secret_key": "mine"}')
    later = data.secrets()
    assert later["secret_key"] == "mine"
    assert later["enc_keys"] != first["enc_keys"]


def test_lost_secrets_of_an_existing_database_are_not_made_anew(data: DataDir) -> None:
    (data.path / "postgres" / "data").mkdir(parents=True)
    with pytest.raises(CannotStart, match=r"secrets\.json is lost or damaged"):
        data.secrets()


def test_damaged_secrets_are_not_overwritten(data: DataDir) -> None:
    (data.path / "secrets.json").write_text("{")
    with pytest.raises(CannotStart, match="lost or damaged"):
        data.secrets()
    assert (data.path / "secrets.json").read_text() == "{"


def test_the_lock_lets_one_in(data: DataDir) -> None:
    handle = data.lock()
    assert handle is not None
    assert data.lock() is None


def test_a_full_disk_is_one_sentence(data: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(1024))
    with pytest.raises(CannotStart, match="is full"):
        data.make()


def test_long_logs_are_put_aside(data: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_module, "_LOG_LIMIT", 10)
    data.log("web").write_text("a long log of the last weeks")
    data.log("beat").write_text("short")
    data.put_aside_long_logs()
    assert not data.log("web").exists()
    assert data.log("web").with_suffix(".log.1").exists()
    assert data.log("beat").exists()


def test_ports_are_remembered(data: DataDir) -> None:
    assert data.port("postgres") is None
    data.keep_port("postgres", 5001)
    data.keep_port("valkey", 5002)
    assert (data.port("postgres"), data.port("valkey")) == (5001, 5002)


def test_private_files_are_replaced_whole(data: DataDir) -> None:
    path = data.path / "runtime.json"
    path.write_text("old")
    path.chmod(0o644)
    write_private(path, '{"a": 1}')
    assert read_json(path) == {"a": 1}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in data.path.iterdir() if p.name.startswith(".")] == []
