"""What stops a start: told in one sentence, never as a traceback."""

import errno
from collections.abc import Callable


class CannotStart(Exception):
    """One sentence that tells the person what is wrong and what to do."""


class Stopped(Exception):
    """The person, or the system, asked to stop."""


def sentence(error: OSError) -> str:
    """Return what a failed file operation means."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "the disk is full. Free about 1 GB and start again."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"{error.filename} cannot be written to; set NUMORAQ_DATA_DIR to a folder of yours."
    return str(error)


def told(what: str, work: Callable[[], int]) -> int:
    """Return the exit code of some work; what stops it is told in one sentence.

    Stopped by a person or the system is 130, as shells have it.
    """
    try:
        return work()
    except CannotStart as error:
        print(f"\n{what} cannot start: {error}", flush=True)
    except OSError as error:
        print(f"\n{what} cannot start: {sentence(error)}", flush=True)
    except Stopped:
        return 130
    return 1
