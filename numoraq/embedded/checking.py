"""`manage.py check_all`: what CI runs. Each check runs even when one before it failed."""

import argparse
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from numoraq.embedded import failure, foreground, sandbox, testing
from numoraq.embedded.interrupts import Interrupts
from numoraq.lib import catalogues, runtime

_BIN = Path(sys.executable).parent
STATIC = {
    "ruff check": (str(_BIN / "ruff"), "check", "."),
    "ruff format": (str(_BIN / "ruff"), "format", "--check", "."),
    "mypy": (sys.executable, "-m", "mypy", "."),
    "import-linter": (str(_BIN / "lint-imports"),),
    "makemigrations": (sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"),
    "system checks": (sys.executable, "-m", "django", "check", "--fail-level", "WARNING"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One check and how it went."""

    name: str
    passed: bool
    seconds: float
    output: str


def main(argv: Sequence[str]) -> int:
    """Run all checks; return 0 when every one passed."""
    parser = argparse.ArgumentParser(prog="manage.py check_all", description=__doc__)
    parser.add_argument("--static", action="store_true", help="leave out the tests")
    options = parser.parse_args(argv)
    return failure.told("The checks", lambda: _check_all(with_tests=not options.static))


def _check_all(*, with_tests: bool) -> int:
    testing.require_browser()
    with Interrupts() as interrupts, sandbox.temporary(interrupts) as env:
        return _check(env, interrupts, with_tests=with_tests)


def _check(env: Mapping[str, str], interrupts: Interrupts, *, with_tests: bool) -> int:
    catalogues.compile_stale(runtime.BASE_DIR / "numoraq" / "locale")
    outcomes = []
    for name, argv in STATIC.items():
        interrupts.check()
        outcomes.append(_run(name, argv, env))
        _print(outcomes[-1])
    if with_tests:
        outcomes.append(_test(env, interrupts))
        print()
        for outcome in outcomes:
            _print_line(outcome)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def _run(name: str, argv: Sequence[str], env: Mapping[str, str]) -> Outcome:
    started = time.monotonic()
    environment = {**env, "DJANGO_SETTINGS_MODULE": "numoraq.settings"}
    done = subprocess.run(
        argv, env=environment, cwd=runtime.BASE_DIR, capture_output=True, text=True, check=False
    )
    seconds = time.monotonic() - started
    return Outcome(name, done.returncode == 0, seconds, done.stdout + done.stderr)


def _test(env: Mapping[str, str], interrupts: Interrupts) -> Outcome:
    started = time.monotonic()
    coverage = ["--cov", "--cov-report=term:skip-covered"]  # the bound is in pyproject.toml
    argv = [sys.executable, "-m", "pytest", *testing.in_parallel([]), *coverage]
    code = foreground.run(argv, env=env, interrupts=interrupts)
    interrupts.check()
    return Outcome("tests", code == 0, time.monotonic() - started, "")


def _print(outcome: Outcome) -> None:
    _print_line(outcome)
    if not outcome.passed:
        print(outcome.output, flush=True)


def _print_line(outcome: Outcome) -> None:
    verdict = "ok    " if outcome.passed else "FAILED"
    print(f"  {verdict}  {outcome.name:<15} {outcome.seconds:6.1f} s", flush=True)
