#!/usr/bin/env python3
"""Django's manage.py; `up`, `test` and `check_all` also start the servers they need.

Any Python from 3.8 on can run this file: it finds one that is new enough and makes .venv.
"""

import os
import signal
import sys
import types


def main() -> None:
    """Run a command, in an environment that has what it needs."""
    if sys.version_info < (3, 8):
        sys.exit("NumoraQ cannot start: run this with Python 3.12 or newer.")
    root = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120
    bootstrap(root)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "numoraq.settings")
    from numoraq.embedded import commands

    sys.exit(commands.run(sys.argv))


def bootstrap(root: str) -> None:
    """Go on in .venv, which is made when it is missing.

    Until then the package is taken without its __init__, which needs what is yet to be installed.
    """
    package = types.ModuleType("numoraq")
    package.__path__ = [os.path.join(root, "numoraq")]  # noqa: PTH118
    sys.modules["numoraq"] = package
    from numoraq.embedded.bootstrap import ensure

    ensure(root, sys.argv)
    for name in [name for name in sys.modules if name.split(".")[0] == "numoraq"]:
        del sys.modules[name]


def run() -> None:
    """Run a command; Ctrl-C before it can take care of itself ends it in one sentence."""
    try:
        if sys.platform != "win32":  # held back while this process came to be, see `execute`
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        main()
    except KeyboardInterrupt:
        print("\nStopped.", flush=True)
        sys.exit(130)


if __name__ == "__main__":
    run()
