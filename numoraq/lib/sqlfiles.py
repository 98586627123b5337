"""SQL kept in files beside the app that owns it, run by migrations and frozen once released."""

from pathlib import Path

from django.db.migrations import RunSQL


def run(directory: Path, name: str) -> RunSQL:
    """Return the operation that runs sql/<name>.sql, and <name>.down.sql to reverse it."""
    forward = (directory / f"{name}.sql").read_text(encoding="utf-8")
    backward = (directory / f"{name}.down.sql").read_text(encoding="utf-8")
    return RunSQL(forward, backward)
