"""Figures for Prometheus.

Counters of all processes of a machine are kept in files of PROMETHEUS_MULTIPROC_DIR, where that
is set, so that one scrape sees them all. Other apps declare their own with prometheus_client.
"""

import os
import time
from collections.abc import Iterator

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from numoraq.ops import heartbeats

_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

REQUESTS = Counter("numoraq_requests", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram(
    "numoraq_request_seconds", "Seconds to the first byte.", ["route"], buckets=_BUCKETS
)
JOBS = Counter("numoraq_jobs", "Jobs done by the worker.", ["job", "state"])
JOB_SECONDS = Histogram("numoraq_job_seconds", "Seconds a job took.", ["job"], buckets=_BUCKETS)


def count_request(*, method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request. `route` is a URL's name or pattern, never the address itself."""
    REQUESTS.labels(method if method in _METHODS else "other", route, str(status)).inc()
    SECONDS.labels(route).observe(seconds)


def count_job(*, job: str, state: str, seconds: float) -> None:
    """Count one job and what became of it."""
    JOBS.labels(job, state).inc()
    JOB_SECONDS.labels(job).observe(seconds)


class Heartbeats(Collector):
    """Seconds since each background process gave a sign of life."""

    def collect(self) -> Iterator[Metric]:
        """Yield the gauge; parts that never lived have no value."""
        gauge = GaugeMetricFamily(
            "numoraq_heartbeat_age_seconds", "Seconds since the last heartbeat.", labels=["part"]
        )
        try:
            for part, age in heartbeats.ages(at=time.time()).items():
                if age is not None:
                    gauge.add_metric([part], age)
        except (RedisError, OSError):
            return  # absent says it all
        yield gauge


def exposition() -> bytes:
    """Return all figures in Prometheus's text format."""
    own = CollectorRegistry()
    own.register(Heartbeats())
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        shared = CollectorRegistry()
        MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
        return generate_latest(shared) + generate_latest(own)
    return generate_latest(REGISTRY) + generate_latest(own)
