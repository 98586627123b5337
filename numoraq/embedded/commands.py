"""The commands that start servers; every other one is Django's."""

import sys
from collections.abc import Sequence
from importlib import import_module

from numoraq.lib.env import BadSetting

OWN = {"up": "up", "test": "testing", "check_all": "checking", "bench": "benching"}


def run(argv: Sequence[str]) -> int:
    """Run a command of manage.py and return its exit code."""
    name = argv[1] if len(argv) > 1 else "help"
    if name in OWN:
        module = import_module(f"numoraq.embedded.{OWN[name]}")
        code: int = module.main(argv[2:])
        return code
    if name in {"help", "--help", "-h"} and len(argv) <= 2:
        print("These start what they need (each has --help): " + ", ".join(OWN) + "\n")
    return _django(argv)


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
