"""The commands that start servers; every other one is Django's."""

import sys
from collections.abc import Callable, Sequence

from numoraq.lib.env import BadSetting


def run(argv: Sequence[str]) -> int:
    """Run a command of manage.py and return its exit code."""
    name = argv[1] if len(argv) > 1 else "help"
    own = _own()
    if name in own:
        return own[name](argv[2:])
    if name in {"help", "--help", "-h"} and len(argv) <= 2:
        print("Starting servers: " + ", ".join(own) + " (each has --help)\n")
    return _django(argv)


def _own() -> dict[str, Callable[[Sequence[str]], int]]:
    from numoraq.embedded import checking, testing, up

    return {"up": up.main, "test": testing.main, "check_all": checking.main}


def _django(argv: Sequence[str]) -> int:
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(list(argv))
    except BadSetting as error:
        print(
            f"{error}\nStart `python3 manage.py up` in another terminal, or set the variable.",
            file=sys.stderr,
        )
        return 2
    return 0
