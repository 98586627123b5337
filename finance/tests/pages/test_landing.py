"""The first page."""

import gzip
import re
from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from redis import ConnectionError as CacheAway

from accounts.models import User
from conftest import ClientFor
from finance.demo import personas
from finance.tests.pages import reading
from finance.tests.published import publish_weekly
from finance.views import sample
from numoraq.rls.identity import as_staff
from premium.services import plans

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
PAGE_BYTES = 20 * 1024  # of the 60 KiB of a first visit; style and scripts are the rest


def test_people_who_are_signed_in_are_at_home_on_today(client_for: ClientFor, alice: User) -> None:
    response = client_for(alice).get("/")
    assert response.status_code == 302
    assert response["Location"] == "/dashboard/"


def test_it_says_what_this_is_and_where_to_go(client: Client) -> None:
    response = client.get("/")
    words = reading.text(response)
    for said in (
        "Know where you stand.",
        "Try the demo",
        "Start with your own",
        "python3 manage.py up",
        "No number without its date.",
    ):
        assert said in words
    content = response.content.decode()
    assert 'href="/demo/"' in content
    assert 'href="/pricing/"' in content
    assert 'href="/accounts/signup/"' in content


def test_its_figures_are_computed(client: Client, dana: User) -> None:
    publish_weekly(dana, until=TODAY, USD="1.1", GBP="0.86")
    found = sample.figures(personas.find(key="employee"), on=TODAY)
    hero = sample.landing(today=TODAY)["hero"]
    whole = f"{int(found.face.net.amount):,}"
    assert found.face.net.amount > 50000
    assert f"</span>{whole}<" in hero
    assert "Net worth, sample data: Employee saving for a flat" in hero
    modules = sample.landing(today=TODAY)["modules"]
    assert "no rate, not counted" in modules  # the pesos
    assert re.search(r"€1 = 1\.1000 USD · 2\d Nov", modules)
    assert "payday" in modules


def test_it_stays_with_the_newest_rates_when_there_are_no_newer_ones(dana: User) -> None:
    publish_weekly(dana, until=date(2026, 9, 1), USD="1.1", GBP="0.86")
    assert "1 Sep" in sample.landing(today=TODAY)["modules"]


def test_it_is_there_without_any_rates(client: Client) -> None:
    words = reading.text(client.get("/"))
    assert "no rate, not counted" in words


def test_prices_are_written_as_on_the_page_of_prices(client: Client, dana: User) -> None:
    with as_staff(dana):
        plans.load("default")
    words = reading.text(client.get("/"))
    assert "33% less" in words
    assert "299 .00" not in words


def test_it_is_computed_once(client: Client) -> None:
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/")
    assert not [q for q in queries.captured_queries if "fx_rates" in q["sql"]]


def test_it_is_there_without_a_cache(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object, **kwargs: object) -> None:
        raise CacheAway("no cache")

    monkeypatch.setattr(cache, "get_or_set", away)
    assert "Know where you stand." in reading.text(client.get("/"))


def test_it_is_light(client: Client) -> None:
    assert len(gzip.compress(client.get("/").content)) < PAGE_BYTES


def test_without_the_demo_it_does_not_offer_it(client: Client, settings: Settings) -> None:
    settings.DEMO_ENABLED = False
    words = reading.text(client.get("/"))
    assert "Try the demo" not in words
    assert "Start with your own" in words


def test_only_reading_is_possible(client: Client) -> None:
    assert client.post("/").status_code == 405
