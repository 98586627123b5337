"""Ports of this machine."""

import errno
import socket

from numoraq.embedded.failure import CannotStart


def free(*, wish: int | None = None) -> int:
    """Return a free port on the loopback interface: the wished one when nobody has it."""
    for port in (wish or 0, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise CannotStart("this machine has no free port on 127.0.0.1.")


def claim(host: str, port: int) -> int:
    """Return the port for the web server; 0 picks a free one.

    Raises CannotStart, naming the option that helps.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(_refusal(error, host, port)) from None
        except OverflowError:
            raise CannotStart(f"--port {port} is not a port; use 1 to 65535.") from None
        return int(probe.getsockname()[1])


def _refusal(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use by another program; choose one with --port, as --port 8001."
    if error.errno == errno.EACCES:
        return f"port {port} needs more rights than you have; choose one above 1023 with --port."
    return f"{host} is not an address of this machine; choose one with --host."
