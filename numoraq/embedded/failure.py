"""What stops a start: told in one sentence, never as a traceback."""

import errno


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
