"""As whom the database server runs: PostgreSQL refuses to run as root.

An ordinary user runs it directly. Root runs it in a user namespace of its own, where it is
user 1000 and files stay as they are; where the kernel forbids that (some containers), as
`nobody`, with copies in a place which `nobody` can reach.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_INSIDE = 1000  # the user id seen inside the namespace
_SHARED = Path("/var/lib/numoraq")


@dataclass(frozen=True, slots=True)
class ServerUser:
    """How to become the user of the database server, and where that user's files are."""

    become: Callable[[], None] | None
    uid: int  # who owns the files

    def place(self, path: Path) -> Path:
        """Return a directory for the server's files: the path, or one its user can reach."""
        if self.become is not _become_nobody or _reachable(path):
            return path
        key = hashlib.sha256(str(path).encode()).hexdigest()[:12]
        return _SHARED / key / path.name

    def programs(self, path: Path) -> Path:
        """Return the directory of the programs, copied when the user cannot reach it."""
        if self.become is not _become_nobody or _reachable(path):
            return path
        copy = _SHARED / "programs" / hashlib.sha256(str(path).encode()).hexdigest()[:12]
        if not copy.exists():
            fresh = copy.with_suffix(f".{os.getpid()}")
            shutil.copytree(path, fresh, symlinks=True)
            fresh.rename(copy)
        return copy

    def own(self, path: Path) -> None:
        """Create a private directory that belongs to the server's user."""
        path.mkdir(parents=True, exist_ok=True)
        if self.become is _become_nobody:
            for parent in [path, *path.parents]:
                if parent == _SHARED or _SHARED not in parent.parents:
                    break
                parent.chmod(0o711)
            os.chown(path, self.uid, self.uid)
        path.chmod(0o700)


def choose() -> ServerUser:
    """Return the way that works here for who we are."""
    if os.geteuid() != 0:
        return ServerUser(None, os.geteuid())
    if sys.platform == "linux" and _works(_enter_namespace):
        return ServerUser(_enter_namespace, 0)
    return ServerUser(_become_nobody, pwd.getpwnam("nobody").pw_uid)


def _works(become: Callable[[], None]) -> bool:
    try:
        subprocess.run(
            ["/bin/sh", "-c", f'test "$(id -u)" = {_INSIDE}'],
            preexec_fn=become,
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def _enter_namespace() -> None:
    os.unshare(os.CLONE_NEWUSER)
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{_INSIDE} 0 1"),
        ("gid_map", f"{_INSIDE} 0 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:  # noqa: PTH123
            file.write(text)


def _become_nobody() -> None:
    user = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)


def _reachable(path: Path) -> bool:
    """Return whether every directory on the way can be entered by anybody."""
    existing = next(p for p in [path, *path.parents] if p.exists())
    return all(p.stat().st_mode & 0o001 for p in [existing, *existing.parents])
