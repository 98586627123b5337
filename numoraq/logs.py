"""Where log lines go: to the console, one line each; probes are left out."""

from typing import Any


def to_console(*, level: str) -> dict[str, Any]:
    """Return the configuration of logging, for a level by name (INFO, WARNING)."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "filters": {"probes": {"()": "numoraq.ops.logs.WithoutProbes"}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["probes"],
            }
        },
        # Its library tells of every call and of its parameters.
        "loggers": {"stripe": {"level": "WARNING"}},
        "root": {"handlers": ["console"], "level": level},
    }
