"""What the figures say about jobs."""

from celery import current_app
from celery.app.trace import build_tracer
from prometheus_client import REGISTRY

from numoraq.lib import attempts
from numoraq.ops import heartbeats, tasks


def test_a_job_that_is_given_up_shows_in_the_figures() -> None:
    labels = {"job": heartbeats.JOB, "state": "rejected"}
    before = REGISTRY.get_sample_value("numoraq_jobs_total", labels) or 0
    trace = build_tracer(heartbeats.JOB, tasks.heartbeat, app=current_app)
    for _ in range(attempts.MOST):
        trace("one", (), {}, {"id": "one", "delivery_info": {"redelivered": True}})
    assert REGISTRY.get_sample_value("numoraq_jobs_total", labels) == before + 1
