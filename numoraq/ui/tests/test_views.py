"""The switches of the frame, and the small files browsers ask for."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from conftest import ClientFor
from numoraq.lib import release
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db


def test_theme_is_remembered_in_a_cookie() -> None:
    response = Client().post("/theme/", {"theme": "dark", "next": "/pricing/?a=1"})
    assert (response.status_code, response.headers["Location"]) == (302, "/pricing/?a=1")
    cookie = response.cookies["theme"]
    assert (cookie.value, cookie["samesite"]) == ("dark", "Lax")


def test_theme_of_a_person_is_kept_in_the_profile(alice: User, client_for: ClientFor) -> None:
    client_for(alice).post("/theme/", {"theme": "dark"})
    with as_user(alice):
        alice.profile.refresh_from_db()
    assert alice.profile.theme == "dark"


def test_unknown_themes_are_refused() -> None:
    response = Client().post("/theme/", {"theme": "neon"})
    assert response.status_code == 400
    assert "theme" not in response.cookies


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""]
)
def test_switches_never_lead_off_the_site(target: str) -> None:
    response = Client().post("/theme/", {"theme": "light", "next": target})
    assert response.headers["Location"] == "/"


def test_switches_return_to_the_page_they_were_on() -> None:
    referer = "http://testserver/entries/assets/"
    response = Client().post("/amounts/", {"amounts": "hidden"}, headers={"referer": referer})
    assert response.headers["Location"] == referer
    assert response.cookies["amounts"].value == "hidden"


def test_amounts_can_be_shown_again() -> None:
    assert Client().post("/amounts/", {}).cookies["amounts"].value == "shown"


def test_single_keys_are_kept_in_the_profile(alice: User, client_for: ClientFor) -> None:
    client = client_for(alice)
    response = client.post("/shortcuts/", {"shortcuts": "off"})
    assert response.cookies["shortcuts"].value == "off"
    with as_user(alice):
        alice.profile.refresh_from_db()
    assert not alice.profile.shortcuts_enabled


@pytest.mark.parametrize("path", ["/theme/", "/amounts/", "/shortcuts/"])
def test_switches_are_posted(path: str) -> None:
    assert Client().get(path).status_code == 405


@pytest.mark.parametrize("path", ["/theme/", "/amounts/", "/shortcuts/"])
def test_switches_are_guarded_against_other_sites(path: str) -> None:
    assert Client(enforce_csrf_checks=True).post(path, {"theme": "dark"}).status_code == 403


def test_manifest_names_the_app_and_its_icons() -> None:
    response: Any = Client().get("/manifest.webmanifest")
    manifest = response.json()
    assert response.headers["Content-Type"] == "application/manifest+json"
    assert manifest["name"] == "NumoraQ"
    assert all(icon["src"].startswith("/static/img/") for icon in manifest["icons"])


def test_icon_answers_to_its_old_name() -> None:
    assert Client().get("/favicon.ico").headers["Location"].startswith("/static/img/mark")


def test_robots_stay_out_of_private_pages() -> None:
    text = Client().get("/robots.txt").content.decode()
    assert "User-agent: *\n" in text
    assert "Disallow: /dashboard/\n" in text


def test_offline_page_asks_for_nothing() -> None:
    response = Client().get("/offline/")
    assert response.status_code == 200
    assert b"You are offline." in response.content


def test_service_worker_keeps_only_the_offline_page() -> None:
    response = Client().get("/sw.js")
    text = response.content.decode()
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert '"/offline/"' in text
    assert "/dashboard/" not in text


def test_service_worker_replaces_what_another_release_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    names = set()
    for name in ("abc", "def"):
        monkeypatch.setattr(release, "name", lambda name=name: name)
        names |= set(re.findall(r'"offline-(\w+)"', Client().get("/sw.js").content.decode()))
    assert names == {"abc", "def"}
