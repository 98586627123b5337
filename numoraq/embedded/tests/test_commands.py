"""Which command is whose, and what pytest is given."""

import pytest

from numoraq.embedded import commands, testing, up
from numoraq.embedded.failure import CannotStart
from numoraq.embedded.up import Options
from numoraq.lib.env import BadSetting


def test_own_commands_get_their_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(up, "main", len)
    assert commands.run(["manage.py", "up", "--port", "1"]) == 2


@pytest.mark.django_db  # dj-stripe checks what it keeps, if it can
def test_other_commands_are_djangos(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.run(["manage.py", "check"]) == 0
    assert "no issues" in capsys.readouterr().out


def test_help_names_ours_as_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.run(["manage.py", "help"]) == 0
    said = capsys.readouterr().out
    assert "up, test, check_all" in said
    assert "migrate" in said


def test_a_bad_setting_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(argv: list[str]) -> None:
        raise BadSetting("DATABASE_URL", "", "an address")

    monkeypatch.setattr("django.core.management.execute_from_command_line", refuse)
    assert commands.run(["manage.py", "shell"]) == 2
    assert "manage.py up" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("cores", "argv", "wanted"),
    [
        (4, [], ["-n", "4", "--dist", "worksteal"]),
        (64, ["-q"], ["-n", "8", "--dist", "worksteal"]),
        (1, [], []),
        (4, ["-n0"], []),
        (4, ["--pdb"], []),
    ],
)
def test_tests_run_in_parallel_unless_one_says_otherwise(
    cores: int, argv: list[str], wanted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    assert testing.in_parallel(argv) == wanted


def test_required_browser_tests_fail_without_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMORAQ_BROWSER_TESTS", "required")
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(CannotStart, match="Chromium is not installed"):
        testing.require_browser()
    monkeypatch.setenv("NUMORAQ_BROWSER_TESTS", "")
    testing.require_browser()


def test_options_have_the_documented_defaults() -> None:
    assert Options.parse([]) == Options(host="127.0.0.1", port=8000, demo=True, open=False)
    assert not Options.parse(["--no-demo"]).demo
