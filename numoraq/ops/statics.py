"""Static files, collected only when one of them has changed: hashing and packing takes seconds."""

from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect_changed() -> bool:
    """Collect static files unless they are as at the last time; return whether it was needed."""
    target = Path(settings.STATIC_ROOT)
    stamp = target / ".sources"
    now = digest()
    if stamp.exists() and stamp.read_text() == now:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(now)
    return True


def digest() -> str:
    """Return a digest of the sources' names, sizes and times, and of how they are stored."""
    found = sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list(None), key=lambda pair: pair[0]):
            state = Path(storage.path(name)).stat()
            found.update(f"{name}|{state.st_size}|{state.st_mtime_ns}\n".encode())
    return found.hexdigest()
