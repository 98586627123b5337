"""What the commands print: short lines with the seconds since the start."""

import time
from pathlib import Path

_STARTED = time.monotonic()


def say(text: str) -> None:
    """Print a line of progress."""
    print(f"  {time.monotonic() - _STARTED:5.1f} s  {text}", flush=True)


def tail(path: Path, *, lines: int = 12) -> str:
    """Return the last lines of a log, indented."""
    try:
        text = path.read_bytes()[-20_000:].decode(errors="replace")
    except OSError:
        return ""
    return "\n".join(f"    | {line}" for line in text.splitlines()[-lines:])


def block(rows: list[tuple[str, str]], *, title: str) -> None:
    """Print the closing block: a title and labelled values."""
    width = max(len(label) for label, _ in rows)
    print(f"\n  {title}\n", flush=True)
    for label, value in rows:
        print(f"    {label:<{width}}  {value}", flush=True)
    print(flush=True)
