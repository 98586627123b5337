"""The instruments themselves."""

import json
from pathlib import Path

import pytest

from numoraq.bench import measure, report


def test_samples_know_their_percentiles() -> None:
    sample = measure.Sample(tuple(float(n) for n in range(1, 201)))
    assert sample.p50 == 100.5
    assert 198 <= sample.p99 <= 200
    assert measure.Sample((1.0, 3.0, 2.0)).p99 == 3.0


def test_actions_take_turns_after_a_warm_up() -> None:
    calls: list[str] = []
    actions = [lambda: calls.append("ours"), lambda: calls.append("floor")]
    samples = measure.alternate(actions, rounds=2)
    assert calls == ["ours", "floor"] * 3
    assert [len(sample.seconds) for sample in samples] == [2, 2]


@pytest.mark.parametrize(
    ("ours", "floor", "budget", "is_at_least", "is_kept"),
    [
        (50.0, 100.0, 0.5, True, True),
        (49.0, 100.0, 0.5, True, False),
        (12.0, 10.0, 1.2, False, True),
        (13.0, 10.0, 1.2, False, False),
        (5.0, None, 6.0, False, True),
        (7.0, None, 6.0, False, False),
    ],
)
def test_a_budget_is_kept_or_missed(
    ours: float, floor: float | None, budget: float, is_at_least: bool, is_kept: bool
) -> None:
    result = report.Result("case", ours, floor, "ms", budget, is_at_least)
    assert result.is_kept is is_kept


def test_the_report_says_what_was_missed(tmp_path: Path) -> None:
    results = [
        report.Result("dashboard", 300, 400, "req/s", 0.5, True, "1 worker"),
        report.Result("up, again", 7.25, None, "s", 6.0),
    ]
    lines = report.table(results).splitlines()
    assert lines[1].split() == [
        *("dashboard", "300", "req/s", "400", "req/s", "0.75", ">=", "0.5", "kept", "1", "worker")
    ]
    assert lines[2].endswith("MISSED")
    report.write(results, tmp_path / "deep" / "bench.json")
    stored = json.loads((tmp_path / "deep" / "bench.json").read_text())
    assert [row["is_kept"] for row in stored] == [True, False]
    assert stored[0]["ratio"] == 0.75
