"""The stand-in stands alone, as the service does that it stands for."""

import ast
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]


def test_it_needs_python_and_nothing_else() -> None:
    for path in HERE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = []
            if isinstance(node, ast.ImportFrom):
                names = [str(node.module)]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            for name in names:
                is_own = name.split(".")[:2] == ["premium", "fakestripe"]
                assert is_own or name.split(".")[0] in sys.stdlib_module_names, (path.name, name)
