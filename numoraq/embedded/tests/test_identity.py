"""As whom the database server runs, for root, for an ordinary user, and where nothing works."""

import os
import pwd
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from numoraq.embedded import identity
from numoraq.embedded.identity import ServerUser

NOBODY = 65534


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the place that everybody can reach."""
    monkeypatch.setattr(identity, "_SHARED", tmp_path / "shared")
    return tmp_path / "shared"


@pytest.fixture
def hidden(tmp_path: Path) -> Path:
    """Return a directory of programs in a home that nobody else may enter."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "bin").mkdir()
    (home / "bin" / "postgres").write_text("#!/bin/sh\n")
    (home / "bin" / "link").symlink_to("postgres")
    return home


def test_an_ordinary_user_runs_it_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1234)
    assert identity.choose() == ServerUser(None, 1234)


def test_root_enters_a_namespace_where_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(identity, "_works", lambda become: True)
    assert identity.choose() == ServerUser(identity._enter_namespace, 0)


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_root_becomes_nobody_where_it_does_not(
    monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(identity, "_works", lambda become: False)
    assert identity.choose() == ServerUser(identity._become_nobody, pwd.getpwnam("nobody").pw_uid)


@pytest.mark.parametrize("error", [OSError("no"), subprocess.SubprocessError("preexec failed")])
def test_a_way_that_cannot_be_tried_does_not_work(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(subprocess, "run", refuse)
    assert not identity._works(lambda: None)


def test_a_way_that_leads_elsewhere_does_not_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "_INSIDE", 4_000_000)
    assert not identity._works(lambda: None)
    monkeypatch.setattr(identity, "_INSIDE", os.getuid())
    assert identity._works(lambda: None)


def test_becoming_nobody_gives_up_groups_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the rights of root, the groups could not be given up any more."""
    done: list[tuple[str, Any]] = []
    for name in ("setgroups", "setgid", "setuid"):
        monkeypatch.setattr(os, name, lambda value, name=name: done.append((name, value)))
    identity._become_nobody()
    user = pwd.getpwnam("nobody")
    assert done == [("setgroups", []), ("setgid", user.pw_gid), ("setuid", user.pw_uid)]


def test_a_namespace_maps_us_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    written: dict[str, str] = {}

    class File:
        def __init__(self, path: str, mode: str) -> None:
            self.path = path

        def __enter__(self) -> "File":
            return self

        def __exit__(self, *_: object) -> None:
            return None

        def write(self, text: str) -> None:
            written[self.path] = text

    monkeypatch.setattr(os, "unshare", lambda flags: written.update(flags=str(flags)))
    monkeypatch.setattr("builtins.open", File)
    identity._enter_namespace()
    assert written == {
        "flags": str(os.CLONE_NEWUSER),
        "/proc/self/setgroups": "deny",
        "/proc/self/uid_map": "1000 0 1",
        "/proc/self/gid_map": "1000 0 1",
    }


def test_places_that_can_be_reached_are_used_as_they_are(tmp_path: Path, shared: Path) -> None:
    nobody = ServerUser(identity._become_nobody, NOBODY)
    everywhere = Path("/usr/lib")
    assert nobody.place(everywhere) == everywhere
    assert nobody.programs(everywhere) == everywhere
    assert not shared.exists()


def test_programs_are_copied_once(hidden: Path, shared: Path) -> None:
    nobody = ServerUser(identity._become_nobody, NOBODY)
    copy = nobody.programs(hidden / "bin")
    assert copy.parent == shared / "programs"
    assert (copy / "postgres").read_text() == "#!/bin/sh\n"
    assert (copy / "link").is_symlink()
    (copy / "mark").touch()
    assert nobody.programs(hidden / "bin") == copy
    assert (copy / "mark").exists()
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_two_installations_do_not_share_a_place(hidden: Path, shared: Path) -> None:
    nobody = ServerUser(identity._become_nobody, NOBODY)
    one, two = (nobody.place(hidden / name / "postgres") for name in ("a", "b"))
    assert one != two
    assert one.name == two.name == "postgres"


def test_a_directory_that_is_not_there_yet_is_judged_by_its_parents(hidden: Path) -> None:
    assert not identity._reachable(hidden / "not" / "yet")
    assert identity._reachable(Path("/usr/lib/not/yet"))


def test_an_own_directory_is_private(tmp_path: Path) -> None:
    direct = ServerUser(None, os.geteuid())
    direct.own(tmp_path / "deep" / "postgres")
    assert (tmp_path / "deep" / "postgres").stat().st_mode & 0o777 == 0o700
    direct.own(tmp_path / "deep" / "postgres")


def test_nobodys_directory_is_nobodys_and_the_way_there_is_open(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[tuple[Path, int, int]] = []
    monkeypatch.setattr(os, "chown", lambda path, uid, gid: given.append((path, uid, gid)))
    path = shared / "key" / "postgres"
    ServerUser(identity._become_nobody, NOBODY).own(path)
    assert given == [(path, NOBODY, NOBODY)]
    assert path.stat().st_mode & 0o777 == 0o700
    assert (shared / "key").stat().st_mode & 0o777 == 0o711


def test_a_place_of_ones_own_is_given_away_alone(
    tmp_path: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outside the shared place, the rights of the directories above are not ours to change."""
    monkeypatch.setattr(os, "chown", lambda path, uid, gid: None)
    home = tmp_path / "data"
    home.mkdir(mode=0o750)
    ServerUser(identity._become_nobody, NOBODY).own(home / "postgres")
    assert home.stat().st_mode & 0o777 == 0o750
