"""Installs requirement files. Standard library only, readable by Python 3.8."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

DISK_FULL = "the disk is full. Free about 1 GB and start again."
NOT_WRITABLE = "the folder cannot be written to. Use a folder of your own."
OFFLINE = "the package index cannot be reached. Connect, or set PIP_INDEX_URL to a mirror."
_UV = Path(__file__).with_name("uv.txt")
# In one process, which ends when it is told to; `python -m ensurepip` starts others.
_RUN_PIP = """
import pathlib, runpy, sys
try:
    import ensurepip
    places = [pathlib.Path(ensurepip.__file__).parent / "_bundled", "/usr/share/python-wheels"]
    wheels = [str(found) for place in places for found in pathlib.Path(place).glob("pip-*.whl")]
    sys.path.insert(0, wheels[0])
except (ImportError, IndexError):
    sys.exit("No module named ensurepip")
runpy.run_module("pip", run_name="__main__", alter_sys=True)
"""
_SIGNS = (
    (DISK_FULL, ("No space left on device", "Disk quota exceeded")),
    (NOT_WRITABLE, ("Permission denied", "Read-only file system")),
    (
        OFFLINE,
        (
            "name resolution", "Name or service not known", "nodename nor servname", "dns error",
            "Failed to establish", "Connection refused", "Network is unreachable", "ProxyError",
            "timed out",
        ),
    ),
)  # fmt: skip


class Refusal(Exception):
    """One sentence that tells the person what is missing."""


class Result(NamedTuple):
    """How a program ended, and what it printed."""

    code: int
    text: str


def install(python: str, files: list[Path]) -> None:
    """Install requirement files into the environment of a Python. Raises Refusal.

    With uv, which is fetched when it is not there; with pip where uv does not get through
    (pip knows more about mirrors and proxies).
    """
    say(f"installing {', '.join(path.name for path in files)} (the first time takes a while)")
    wanted = [part for path in files for part in ("-r", str(path))]
    uv = _find_uv(python)
    if uv and not run([uv, "pip", "install", "--quiet", "--python", python, *wanted]).code:
        return
    done = _pip(python, wanted)
    if done.code:
        raise Refusal(diagnose(done.text))


def _find_uv(python: str) -> str:
    """Return uv from the PATH or from the environment; empty when it cannot be had."""
    own = str(Path(python).parent / "uv")
    for found in (shutil.which("uv"), shutil.which(own)):
        if found and not run([found, "--version"]).code:
            return found
    return "" if _pip(python, ["-r", str(_UV)]).code else own


def _pip(python: str, wanted: list[str]) -> Result:
    """Run pip's install in an environment that has no pip: from the wheel Python brings along."""
    quietly = ["--quiet", "--no-input", "--no-compile", "--disable-pip-version-check"]
    return run([python, "-c", _RUN_PIP, "install", *quietly, "--retries", "2", *wanted])


def run(command: list[str]) -> Result:
    """Run a program to its end; say now and then that it still runs; never leave it behind."""
    started = time.monotonic()
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # Ctrl-C is for us: we end the whole group
        preexec_fn=die_with_parent,  # noqa: PLW1509 (no thread has been started)
    ) as process:
        try:
            while True:
                try:
                    out = process.communicate(timeout=10)[0]
                    return Result(process.returncode, out.decode(errors="replace"))
                except subprocess.TimeoutExpired:
                    say(f"still installing ({time.monotonic() - started:.0f} s)")
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def die_with_parent(with_signal: int = signal.SIGTERM) -> None:
    """Ask the kernel to end this process when its parent ends, however that happens (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, int(with_signal))  # PR_SET_PDEATHSIG


def diagnose(text: str) -> str:
    """Return the one sentence behind an installer's output."""
    for sentence, signs in _SIGNS:
        if any(sign in text for sign in signs):
            return sentence
    if "No module named ensurepip" in text:
        return "pip is missing; install python3-venv (Debian, Ubuntu) or uv."
    if "HASHES" in text or "Hash mismatch" in text:
        return f"a downloaded package is not the one that was checked in: {last_line(text)}"
    return f"installing failed: {last_line(text)}"


def last_line(text: str) -> str:
    """Return the last line that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no output"


def say(text: str) -> None:
    """Print a line of progress."""
    print(f"  {text}", flush=True)
