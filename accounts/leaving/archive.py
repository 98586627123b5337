"""An archive of everything, as a ZIP written piece by piece whatever its size."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from accounts.leaving.registry import Part

FORMAT: Final = "numoraq.everything"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"
_OWNER_ONLY: Final = 0o100600 << 16  # the rights of an unpacked file

type Report = Callable[[int], None]


def write(stream: IO[bytes], *, parts: Iterable[Part], at: datetime, report: Report) -> None:
    """Write an archive, with a manifest of its files behind them.

    `report` is told the bytes written so far, before they were packed. `at` is aware.
    """
    files: dict[str, dict[str, Any]] = {}
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        total = 0
        for part in parts:
            files[part.path] = _add(archive, part, at, report, total)
            total += files[part.path]["bytes"]
        told = {"format": FORMAT, "version": VERSION, "made_at": at.astimezone(UTC).isoformat()}
        counts = {path: file["count"] for path, file in files.items()}
        text = json.dumps({**told, "counts": counts, "files": files}, indent=1)
        archive.writestr(_info(MANIFEST, at), text)


def _add(archive: ZipFile, part: Part, at: datetime, report: Report, total: int) -> dict[str, Any]:
    digest, size = sha256(), 0
    with archive.open(_info(part.path, at), "w", force_zip64=True) as file:
        for piece in part.pieces:
            file.write(piece)
            digest.update(piece)
            size += len(piece)
            report(total + size)
    return {"count": part.count(), "bytes": size, "sha256": digest.hexdigest()}


def _info(path: str, at: datetime) -> ZipInfo:
    info = ZipInfo(path, date_time=at.astimezone(UTC).timetuple()[:6])
    info.compress_type = ZIP_DEFLATED
    info.external_attr = _OWNER_ONLY
    return info
