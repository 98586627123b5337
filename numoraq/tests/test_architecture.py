"""The house rules that a program can check. The others stand in CONTRIBUTING.md."""

import ast
import re
from statistics import median, quantiles

import pytest
from importlinter.cli import lint_imports

from numoraq.tests import source


def test_files_are_small() -> None:
    lengths = [module.lines for module in source.code() if module.text.strip()]
    too_long = [module.path for module in source.modules() if module.lines > 300]
    assert too_long == []
    assert median(lengths) <= 70
    assert quantiles(lengths, n=10)[-1] <= 160


def test_functions_are_small() -> None:
    functions = [(m.path, f.name, source.length(f)) for m in source.code() for f in m.functions()]
    assert [function for function in functions if function[2] > 40] == []
    assert median(length for _, _, length in functions) <= 8


def test_templates_are_small() -> None:
    lengths = {n: (source.ROOT / n).read_text().count("\n") for n in source.files(".html")}
    assert {name: length for name, length in lengths.items() if length > 160} == {}


def test_tests_keep_up_with_the_code() -> None:
    tests = sum(module.lines for module in source.modules() if module.is_test)
    code = sum(module.lines for module in source.code())
    assert tests >= code


def test_everything_public_is_described() -> None:
    missing = [
        f"{module.path}:{node.lineno} {node.name}"
        for module in source.code()
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert missing == []


def test_modules_are_named_after_what_they_hold() -> None:
    vague = {"utils", "helpers", "common", "misc", "util", "helper", "base_utils"}
    names = {part for module in source.modules() for part in module.path[:-3].split("/")}
    assert not names & vague


def test_decimals_are_rounded_in_one_place() -> None:
    rounding = re.compile(r"\.quantize\(|\bROUND_[A-Z]")
    found = {module.path for module in source.code() if rounding.search(module.text)}
    assert found == {"numoraq/lib/money.py"}


def test_nothing_is_left_for_later() -> None:
    marks = ["TO" + "DO", "FIX" + "ME", "X" * 3, "Not" + "Implemented"]
    words = re.compile(rf"""(?<!["\w])({"|".join(marks)})""")  # "no currency" has a code like one
    found = [
        f"{name}:{number}"
        for name in source.files(".py", ".html", ".css", ".js", ".md", ".sql")
        for number, line in enumerate((source.ROOT / name).read_text().splitlines(), 1)
        if words.search(line)
    ]
    assert found == []


def test_jobs_are_sent_through_one_door() -> None:
    sent = [m.path for m in source.code() if re.search(r"\.(delay|apply_async)\(", m.text)]
    assert sent == []
    senders = [module.path for module in source.code() if ".send_task" in module.text]
    # Beat has no transaction to wait for: it sends its first heartbeat itself.
    assert senders == ["numoraq/lib/jobs.py", "numoraq/ops/beat.py"]


def test_raw_connections_are_known() -> None:
    """Raw cursors and COPY do not pass the identity guard: each use applies it by hand."""
    raw = re.compile(
        r"connection\.connection\b|connections\[[^]]+\]\.connection\b|psycopg\.connect"
    )
    beside = ("numoraq/embedded/", "numoraq/bench/")
    for module in source.code():
        if raw.search(module.text) and not module.path.startswith(beside):
            assert "apply_identity" in module.text, module.path


def test_nothing_is_set_for_the_session_of_a_connection() -> None:
    setting = re.compile(
        r"""["']\s*SET\s+(?!LOCAL|CONSTRAINTS)(ROLE|SESSION|app\.)""", re.IGNORECASE
    )
    assert [module.path for module in source.code() if setting.search(module.text)] == []
    ends_early = re.compile(r"set_config\([^)]*,\s*false\s*\)", re.IGNORECASE)
    assert [module.path for module in source.code() if ends_early.search(module.text)] == []


def test_templates_hold_no_style_and_no_script() -> None:
    inline = re.compile(r"""\sstyle=["']|\son[a-z]+=["']|<script(?![^>]*\b(src|nonce|type)=)""")
    outside = [n for n in source.files(".html") if not n.startswith("templates/emails/")]
    found = [
        n for n in outside if inline.search((source.ROOT / n).read_text()) and "email" not in n
    ]
    assert found == []


def test_requirements_say_why() -> None:
    for name in source.files("requirements.in", "requirements-dev.in", "requirements-browser.in"):
        for line in (source.ROOT / name).read_text().splitlines():
            if line and not line.startswith(("#", "-c")):
                assert "==" in line, (name, line)
                assert re.search(r"\s# \S", line), (name, line)


def test_imports_go_downwards(monkeypatch: pytest.MonkeyPatch) -> None:
    # The linter would switch off every logger there is, in the tests that follow too.
    monkeypatch.setattr("importlinter.cli.logging_config.dictConfig", lambda _config: None)
    assert lint_imports(config_filename=str(source.ROOT / "pyproject.toml"), no_cache=True) == 0
