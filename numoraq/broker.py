"""How long a process waits for the broker."""

from typing import Any, Final

# A page waits two seconds at most for a broker that does not answer; its job is kept then.
PUBLISH: Final[dict[str, Any]] = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
TRANSPORT: Final[dict[str, Any]] = {**PUBLISH, "socket_connect_timeout": 1, "socket_timeout": 1}
