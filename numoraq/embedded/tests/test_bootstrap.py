"""Before Django: what is installed when, and what is said when that cannot be."""

import errno
import fcntl
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from numoraq.embedded import bootstrap, installer, interpreters
from numoraq.embedded.bootstrap import Venv
from numoraq.lib import runtime

OLD_PYTHONS = [
    path
    for version in ("3.8", "3.9", "3.10", "3.11")
    for path in sorted(Path("~/.pyenv/versions").expanduser().glob(f"{version}.*/bin/python"))[:1]
]


@pytest.fixture
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Venv:
    """Return an environment to be made, where installing costs nothing."""
    (tmp_path / "requirements.txt").write_text("django\n")
    monkeypatch.setattr(installer, "install", lambda python, files: None)
    monkeypatch.setattr(bootstrap, "_VERIFY", "pass")
    monkeypatch.delenv("NUMORAQ_BROWSER_TESTS", raising=False)
    return Venv(tmp_path)


def test_prepare_makes_an_environment_and_then_leaves_it_alone(
    venv: Venv, monkeypatch: pytest.MonkeyPatch
) -> None:
    bootstrap.prepare(venv, "up")
    assert venv.is_complete([venv.root / "requirements.txt"])
    monkeypatch.setattr(venv, "build", lambda files: pytest.fail("built again"))
    bootstrap.prepare(venv, "up")


def test_changed_requirements_are_installed_in_place(venv: Venv) -> None:
    bootstrap.prepare(venv, "up")
    mine = venv.path / "mine"
    mine.touch()
    (venv.root / "requirements.txt").write_text("django\ncelery\n")
    assert not venv.is_complete([venv.root / "requirements.txt"])
    bootstrap.prepare(venv, "up")
    assert venv.is_complete([venv.root / "requirements.txt"])
    assert mine.exists()


def test_a_half_made_environment_is_made_again(venv: Venv) -> None:
    bootstrap.prepare(venv, "up")
    venv.marker.touch()  # as a kill in the middle leaves it
    rubbish = venv.path / "rubbish"
    rubbish.touch()
    bootstrap.prepare(venv, "up")
    assert venv.is_complete([venv.root / "requirements.txt"])
    assert not rubbish.exists()


def test_an_environment_whose_python_is_gone_is_made_again(venv: Venv) -> None:
    bootstrap.prepare(venv, "up")
    Path(venv.python).unlink()
    Path(venv.python).symlink_to("/nowhere/python")
    bootstrap.prepare(venv, "up")
    assert interpreters.version(venv.python) is not None


def test_installed_packages_that_do_not_work_are_refused_and_not_stamped(
    venv: Venv, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "_VERIFY", "import no_such_package")
    with pytest.raises(installer.Refusal, match="no_such_package"):
        bootstrap.prepare(venv, "up")
    assert not venv.stamp.exists()
    assert venv.marker.exists()


def test_each_command_gets_the_requirements_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-browser.txt"):
        (tmp_path / name).touch()

    def names(command: str) -> tuple[list[str], list[str]]:
        needed, wished = bootstrap.requirements(tmp_path, command)
        return [path.name for path in needed], [path.name for path in wished]

    monkeypatch.delenv("NUMORAQ_BROWSER_TESTS", raising=False)
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert names("test") == (["requirements.txt"], [])
    assert names("check_all") == (["requirements.txt", "requirements-dev.txt"], [])
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    assert names("up") == (["requirements.txt"], [])
    assert names("test") == (["requirements.txt"], ["requirements-browser.txt"])
    monkeypatch.setenv("NUMORAQ_BROWSER_TESTS", "required")
    assert names("test") == (["requirements.txt", "requirements-browser.txt"], [])


def test_browser_tests_that_cannot_be_installed_do_not_stop_the_others(
    venv: Venv, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    browser = venv.root / "requirements-browser.txt"
    browser.touch()
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")

    def install(python: str, files: list[Path]) -> None:
        if browser in files:
            raise installer.Refusal(installer.OFFLINE)

    monkeypatch.setattr(installer, "install", install)
    bootstrap.prepare(venv, "test")
    assert venv.is_complete([venv.root / "requirements.txt"])
    assert "going on without the browser tests" in capsys.readouterr().out


def test_two_terminals_take_turns(venv: Venv, capsys: pytest.CaptureFixture[str]) -> None:
    handle = os.open(venv.root, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    second = threading.Thread(target=bootstrap.prepare, args=(venv, "up"))
    second.start()
    second.join(0.3)
    assert not venv.path.exists()
    os.close(handle)
    second.join()
    assert venv.is_complete([venv.root / "requirements.txt"])
    assert "another terminal is installing" in capsys.readouterr().out


def test_without_a_new_python_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreters, "OLDEST", (9, 0))
    monkeypatch.setattr(interpreters, "candidates", lambda: iter([sys.executable, "/nowhere"]))
    with pytest.raises(installer.Refusal, match=r"needs Python 3\.12 or newer; this is 3\."):
        interpreters.find_python()


@pytest.mark.skipif(not OLD_PYTHONS, reason="no Python older than 3.12 on this machine")
@pytest.mark.parametrize("old", OLD_PYTHONS, ids=lambda path: path.parts[-3])
def test_an_older_python_reads_the_bootstrap_and_finds_a_newer_one(old: Path) -> None:
    code = (
        "import sys, types; package = types.ModuleType('numoraq');"
        f"package.__path__ = [{str(runtime.BASE_DIR / 'numoraq')!r}];"
        "sys.modules['numoraq'] = package;"
        "from numoraq.embedded import bootstrap, interpreters;"
        "print(interpreters.find_python())"
    )
    path = f"{Path(sys.executable).resolve().parent}{os.pathsep}{os.environ['PATH']}"
    out = subprocess.run(
        [old, "-c", code], capture_output=True, text=True, check=True, env={"PATH": path}
    )
    found = interpreters.version(out.stdout.strip())
    assert found is not None
    assert found >= (3, 12)


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("error: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: Could not install: [Errno 13] Permission denied: '/x'", "cannot be written to"),
        ("WARNING: Retrying: Failed to establish a new connection", "cannot be reached"),
        ("Temporary failure in name resolution", "cannot be reached"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES\n  got: abc", "not the one"),
        ("/usr/bin/python3: No module named ensurepip", "install python3-venv"),
        ("\nboom\n\n", "installing failed: boom"),
        ("", "installing failed: no output"),
    ],
)
def test_diagnose_finds_the_sentence_in_an_installers_output(output: str, sentence: str) -> None:
    assert sentence in installer.diagnose(output)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(errno.ENOSPC, "disk is full"), (errno.EROFS, "/x cannot be written"), (errno.EIO, "Input")],
)
def test_explain_puts_a_failed_file_operation_into_words(number: int, sentence: str) -> None:
    assert sentence in bootstrap.explain(OSError(number, os.strerror(number), "/x"), "/root")


def test_ensure_refuses_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(venv: Venv, command: str) -> None:
        raise installer.Refusal("no.")

    monkeypatch.delenv("NUMORAQ_BOOTSTRAP", raising=False)
    monkeypatch.setattr(bootstrap, "prepare", refuse)
    with pytest.raises(SystemExit, match=r"^NumoraQ cannot start: no\.$"):
        bootstrap.ensure(str(tmp_path), ["manage.py", "up"])


def test_ctrl_c_while_installing_is_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(venv: Venv, command: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.delenv("NUMORAQ_BOOTSTRAP", raising=False)
    monkeypatch.setattr(bootstrap, "prepare", interrupt)
    with pytest.raises(SystemExit, match=r"^130$"):
        bootstrap.ensure(str(tmp_path), ["manage.py", "up"])
    assert "Stopped while installing" in capsys.readouterr().out


def test_ensure_can_be_switched_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMORAQ_BOOTSTRAP", "0")
    bootstrap.ensure(str(tmp_path), ["manage.py", "up"])
    assert list(tmp_path.iterdir()) == []


def test_an_installer_that_is_interrupted_is_not_left_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Interrupted(subprocess.Popen[bytes]):
        def communicate(self, *args: object, **kwargs: object) -> tuple[bytes, bytes]:
            started.append(self)
            raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "Popen", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        installer.run(["sleep", "60"])
    assert started[0].returncode is not None


def test_the_stamp_keeps_what_was_installed_for_other_commands(venv: Venv) -> None:
    dev = venv.root / "requirements-dev.txt"
    dev.touch()
    bootstrap.prepare(venv, "check_all")
    (venv.root / "requirements.txt").write_text("django\ncelery\n")
    bootstrap.prepare(venv, "up")
    assert set(json.loads(venv.stamp.read_text())) == {"requirements.txt", "requirements-dev.txt"}
