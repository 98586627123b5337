"""Pages from the cache: tokens, nonces and the frame are each answer's own."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from accounts.services import profiles
from conftest import ClientFor
from finance import days
from finance.tests import make
from finance.tests.pages import reading
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "today", lambda user: make.TODAY)


def normal(client: Client) -> str:
    """Return the page without what differs from answer to answer."""
    content = client.get("/dashboard/").content.decode()
    content = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", content)
    return re.sub(r'nonce="[^"]+"', "", content)


def test_each_answer_has_a_nonce_of_its_own(client_for: ClientFor, alice: User) -> None:
    client = client_for(alice)
    seen = set()
    for _again in range(3):
        response = client.get("/dashboard/")
        nonces = set(re.findall(r'nonce="([^"]+)"', response.content.decode()))
        assert len(nonces) == 1
        assert f"'nonce-{nonces.copy().pop()}'" in response["Content-Security-Policy"]
        seen |= nonces
    assert len(seen) == 3


def test_forms_of_a_kept_page_are_accepted(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    tokens = set()
    for _again in range(2):
        page = client.get("/dashboard/").content.decode()
        found = set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page))
        assert found
        tokens |= found
        for token in found:
            assert len(token) == 64
            answer = client.post("/amounts/", {"amounts": "hidden", "csrfmiddlewaretoken": token})
            assert answer.status_code == 302
    assert len(tokens) > 1


def test_neither_tokens_nor_nonces_are_kept(client_for: ClientFor, alice: User) -> None:
    client = client_for(alice)
    kept: list[str] = []
    before = cache.set

    def spy(key: str, value: object, *args: object, **kwargs: object) -> object:
        if key.startswith("dashboard:"):
            kept.append(repr(value))
        return before(key, value, *args, **kwargs)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cache, "set", spy)
        page = client.get("/dashboard/").content.decode()
    (text,) = kept
    for found in (*re.findall(r'nonce="([^"]+)"', page), client.cookies["csrftoken"].value):
        assert found not in text


def test_a_kept_page_is_the_page(client_for: ClientFor, alice: User) -> None:
    with as_user(alice):
        make.asset(alice, 10)
    client = client_for(alice)
    first = normal(client)
    assert normal(client) == first
    cache.clear()
    assert normal(client) == first


def test_a_toast_is_shown_once(client_for: ClientFor, alice: User) -> None:
    client = client_for(alice)
    client.get("/dashboard/")
    client.post("/demo/", {"persona": "employee"})  # refused with a toast
    assert "You are signed in." in reading.text(client.get("/dashboard/"))
    assert "You are signed in." not in reading.text(client.get("/dashboard/"))


def test_the_privacy_switch_and_the_theme_show_at_once(client_for: ClientFor, alice: User) -> None:
    client = client_for(alice)
    assert "hide-amt" not in normal(client)
    client.cookies["amounts"] = "hidden"
    assert 'class="hide-amt"' in normal(client)
    assert "data-theme" not in normal(client)
    with as_user(alice):
        profiles.update(profile=alice.profile, theme="dark")
    assert 'data-theme="dark"' in normal(client)
    with as_user(alice):
        profiles.update(profile=alice.profile, shortcuts_enabled=False)
    assert 'data-shortcuts="off"' in normal(client)


def test_staff_have_their_way_to_the_cms(client_for: ClientFor, alice: User, dana: User) -> None:
    assert "data-cms-url" in normal(client_for(dana))
    assert "data-cms-url" not in normal(client_for(alice))
