"""Alive, ready, and how much of what: asked by machines on any host."""

import subprocess
import sys
import time
from collections.abc import Awaitable
from pathlib import Path
from typing import cast
from unittest import mock

import pytest
from asgiref.sync import async_to_sync
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from prometheus_client import REGISTRY
from pytest_django import DjangoAssertNumQueries, Settings
from redis.exceptions import ConnectionError as CacheGone

from accounts.models import User
from numoraq.beat import app as scheduler
from numoraq.lib.runtime import BASE_DIR
from numoraq.ops import beat, heartbeats, metrics, middleware, probes, readiness, tasks


@pytest.fixture
def living() -> None:
    """Have both background processes give a sign of life."""
    for part in heartbeats.PARTS:
        heartbeats.record(part)


def test_healthz_needs_neither_database_nor_cache(client: Client) -> None:
    response = client.get("/healthz/", headers={"Host": "10.0.0.7"})  # a load balancer's own way
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert not response.cookies


@pytest.mark.django_db
def test_readyz_is_ready_when_everything_works(client: Client, living: None) -> None:
    response = client.get("/readyz/")
    assert response.json() == {
        "status": "ready",
        "checks": dict.fromkeys(("database", "cache", "migrations", "worker", "beat"), "ok"),
    }
    assert response.status_code == 200


@pytest.mark.django_db
def test_readyz_costs_two_statements(
    client: Client, living: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    readiness.report()  # reads which migrations there are, once in the life of a process
    with django_assert_num_queries(2):
        client.get("/readyz/")


@pytest.mark.django_db
def test_a_silent_worker_makes_it_not_ready(client: Client) -> None:
    heartbeats.record("beat")
    heartbeats.record("worker", at=time.time() - 100)
    response = client.get("/readyz/")
    assert response.status_code == 503
    assert response.json()["checks"]["worker"] == "last sign of life 100 s ago"
    assert response.json()["checks"]["beat"] == "ok"


@pytest.mark.django_db
def test_what_lived_in_an_earlier_run_only_is_not_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    heartbeats.record("worker", at=time.time() - 5)
    assert readiness.report().checks["worker"] == "ok"
    monkeypatch.setenv("NUMORAQ_STARTED_AT", str(int(time.time()) - 1))
    assert readiness.report().checks["worker"] == "no sign of life"


@pytest.mark.django_db
def test_a_pending_migration_makes_it_not_ready(living: None) -> None:
    assert readiness.pending_migrations() == set()
    extra = frozenset({("finance", "9999_later"), *readiness._on_disk()})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(readiness, "_on_disk", lambda: extra)
        assert readiness.report().checks["migrations"] == "1 pending"
        assert not readiness.report().is_ready


@pytest.mark.django_db
def test_a_cache_that_is_away_is_named_and_nothing_raised(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: object) -> None:
        raise CacheGone

    monkeypatch.setattr(cache, "set", away)
    response = client.get("/readyz/")
    assert response.status_code == 503
    assert response.json()["checks"]["cache"] == "unavailable: ConnectionError"
    assert response.json()["checks"]["worker"] == "cache unavailable"


HERE = {"Host": "localhost:8000"}


def test_metrics_are_for_this_machine(client: Client) -> None:
    assert client.get("/metrics", headers=HERE).status_code == 200
    assert client.get("/metrics", headers=HERE, REMOTE_ADDR="203.0.113.5").status_code == 403
    behind_a_proxy = {**HERE, "X-Forwarded-For": "203.0.113.5"}
    assert client.get("/metrics", headers=behind_a_proxy).status_code == 403
    assert client.get("/metrics", headers=HERE, REMOTE_ADDR="").status_code == 403


def test_behind_a_proxy_nobody_is_this_machine(client: Client, settings: Settings) -> None:
    settings.TRUSTED_PROXY_COUNT = 1  # one that forgets to say for whom it asks
    assert client.get("/metrics", headers=HERE).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "[::1]", "cms.localhost", "LOCALHOST."])
def test_this_machine_is_asked_by_a_name_of_its_own(client: Client, host: str) -> None:
    assert client.get("/metrics", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["rebound.example", "localhost.rebound.example", "127.0.0.1.rebound.example", "", "@"]
)
def test_a_name_that_is_made_to_lead_here_opens_nothing(client: Client, host: str) -> None:
    assert client.get("/metrics", headers={"Host": host}).status_code == 403


def test_metrics_are_for_whoever_has_the_token(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "scrape"

    def scrape(token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return client.get("/metrics", headers=headers, REMOTE_ADDR="203.0.113.5").status_code

    assert scrape("scrape") == 200
    assert scrape("scrap") == 403
    settings.METRICS_TOKEN = ""
    assert scrape("") == 403


@pytest.mark.django_db
def test_requests_are_counted_by_route_and_status(client: Client, alice: User) -> None:
    labels = {"method": "GET", "route": "unmatched", "status": "404"}

    def count() -> float:
        return REGISTRY.get_sample_value("numoraq_requests_total", labels) or 0

    before = count()
    client.get("/no/such/page/")
    assert count() == before + 1
    assert b'numoraq_request_seconds_count{route="unmatched"}' in metrics.exposition()


def test_strange_methods_make_no_new_series() -> None:
    metrics.count_request(method="BREW", route="tea", status=418, seconds=0.1)
    labels = {"method": "other", "route": "tea", "status": "418"}
    assert REGISTRY.get_sample_value("numoraq_requests_total", labels) == 1


def test_metrics_tell_how_old_the_heartbeats_are() -> None:
    heartbeats.record("beat", at=time.time() - 7)
    assert b'numoraq_heartbeat_age_seconds{part="beat"} 7.' in metrics.exposition()
    assert b'part="worker"' not in metrics.exposition()


def test_the_heartbeat_job_shows_that_the_worker_lives() -> None:
    tasks.heartbeat.apply()
    assert heartbeats.ages(at=time.time())["worker"] is not None


def test_sending_the_heartbeat_shows_that_beat_lives() -> None:
    beat._sent()
    ages = heartbeats.ages(at=time.time())
    assert ages["beat"] is not None
    assert ages["worker"] is None


def test_beat_sends_the_first_heartbeat_at_once() -> None:
    with mock.patch.object(scheduler, "send_task") as send:
        beat._send_first(scheduler)
    send.assert_called_once_with(heartbeats.JOB)


def test_beat_loads_neither_models_nor_tasks() -> None:
    code = "import sys, numoraq.beat; print('accounts.models' in sys.modules)"
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=BASE_DIR
    )
    assert out.stdout == "False\n"


def test_probes_and_figures_work_in_an_asynchronous_server() -> None:
    async def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=207)

    stack = middleware.ProbesMiddleware(middleware.RequestMetricsMiddleware(page))

    @async_to_sync
    async def get(path: str) -> HttpResponseBase:
        return await cast("Awaitable[HttpResponseBase]", stack(RequestFactory().get(path)))

    labels = {"method": "GET", "route": "unmatched", "status": "207"}
    assert get("/healthz/").status_code == 200
    assert REGISTRY.get_sample_value("numoraq_requests_total", labels) is None
    assert get("/page/").status_code == 207
    assert REGISTRY.get_sample_value("numoraq_requests_total", labels) == 1


def test_a_cache_that_is_away_leaves_the_other_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**_: object) -> None:
        raise CacheGone

    monkeypatch.setattr(heartbeats, "ages", away)
    assert b"numoraq_heartbeat" not in metrics.exposition()
    assert b"numoraq_requests" in metrics.exposition()


def test_the_figures_of_all_processes_are_read_from_their_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heartbeats.record("beat")
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    text = metrics.exposition()
    assert b"numoraq_heartbeat_age_seconds" in text
    assert b"python_info" not in text  # of this process alone


def test_jobs_are_counted_with_what_became_of_them() -> None:
    labels = {"job": heartbeats.JOB, "state": "success"}
    before = REGISTRY.get_sample_value("numoraq_jobs_total", labels) or 0
    tasks.heartbeat.apply()
    assert REGISTRY.get_sample_value("numoraq_jobs_total", labels) == before + 1


def test_a_request_without_an_address_is_not_local() -> None:
    assert not probes.is_local(HttpRequest())
