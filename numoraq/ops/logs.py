"""What is kept out of the logs."""

import logging

from numoraq.ops import middleware


class WithoutProbes(logging.Filter):
    """Drop what is logged about probes: "not ready" is an answer, not an error of ours."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record is kept."""
        request = getattr(record, "request", None)
        return getattr(request, "path_info", "") not in middleware.PROBES
