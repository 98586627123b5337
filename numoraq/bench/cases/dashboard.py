"""The dashboard, warm, against a bare view that returns as many bytes from the same server."""

from statistics import median

from numoraq.bench import load, people, server
from numoraq.bench.cases import Scale
from numoraq.bench.report import Result

_CONNECTIONS = 4
_BUDGET = 0.5  # of the bare view's throughput


def run(scale: Scale) -> list[Result]:
    """Measure requests a second of both, in turn, and take the medians."""
    person = people.make(rows=1000, today=scale.today)
    headers = people.cookie(person)
    plain = people.cookie(person, backend="django.contrib.auth.backends.ModelBackend")
    ours: list[float] = []
    floor: list[float] = []
    with (
        server.serving("numoraq.wsgi:application", static=True) as app,
        server.serving("numoraq.bench.floor:application") as bare,
    ):
        size = _ask(app, "/dashboard/", headers, scale).body_bytes
        for _ in range(scale.rounds):
            ours.append(_ask(app, "/dashboard/", headers, scale).per_second)
            floor.append(_ask(bare, f"/bare/?bytes={size}", plain, scale).per_second)
    note = f"{size:,} bytes, 1 worker"
    return [Result("dashboard, warm", median(ours), median(floor), "req/s", _BUDGET, True, note)]


def _ask(base: str, path: str, headers: dict[str, str], scale: Scale) -> load.Load:
    return load.run(base, path, headers=headers, connections=_CONNECTIONS, requests=scale.requests)
