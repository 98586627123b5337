"""Reference data is loaded by whoever registered a loader, in that order."""

import pytest

from numoraq.lib import reference


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference, "_loaders", {})


def test_loaders_run_in_the_order_they_came() -> None:
    seen: list[str] = []

    def loader(name: str) -> reference.Loader:
        def load(using: str) -> int:
            seen.append(f"{name} into {using}")
            return len(seen)

        return load

    reference.register("rates", loader("rates"))
    reference.register("tiers", loader("tiers"))
    assert list(reference.load("worker")) == [("rates", 1), ("tiers", 2)]
    assert seen == ["rates into worker", "tiers into worker"]


def test_the_same_name_is_loaded_once() -> None:
    reference.register("rates", lambda _using: 1)
    reference.register("rates", lambda _using: 2)
    assert list(reference.load("worker")) == [("rates", 2)]
