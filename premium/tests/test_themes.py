"""Themes by tier: opened by points, one tier earlier with premium, and gone quietly."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import palettes
from accounts.models import Profile, User
from conftest import ClientFor
from gamification.models import Tier
from gamification.services import points, tiers
from numoraq.rls.identity import as_login_role, as_staff, as_user
from premium import themes
from premium.services import features, grants
from premium.tests.make import START, day, given, lifetime

pytestmark = pytest.mark.django_db
FREE = {"default", "monochrome", "neon", "dual-tone", "high-contrast"}
FIELDS = {
    "name": "Alice", "default_currency": "EUR", "language": "en", "timezone": "UTC",
    "theme": "auto", "date_format": "auto", "number_format": "auto",
}  # fmt: skip


@pytest.fixture(autouse=True)
def loaded(dana: User) -> None:
    with as_staff(dana):
        tiers.load("default")
        features.load("default")


@pytest.fixture
def browser(client_for: ClientFor, alice: User) -> Client:
    """Return Alice's browser. Her trial is taken away: it would open themes early."""
    client = client_for(alice)
    with as_login_role():
        grants.revoke(
            person_id=alice.pk, idem_key=f"trial:{alice.pk}", at=timezone.now(), since=START
        )
    return client


def reach(user: User, total: int, key: str = "reach") -> None:
    """Give somebody points."""
    points.award(person_id=user.pk, points=total, source="donation", idem_key=key, at=day(0))


def opened(user: User) -> set[str]:
    """Return the themes that are open to somebody, beyond the free ones."""
    with as_user(user):
        found = palettes.offers(user=user, at=day(1))
    assert {one.code for one in found} == set(Profile.Palette.values)
    assert {one.code for one in found if one.is_open} >= FREE
    return {one.code for one in found if one.is_open} - FREE


CYBER, MATRIX, GOLD = "cyberpunk", "matrix", "gold-rush"
HOLE, DITHER, TERMINAL = "black-hole", "dark-dither", "terminal"
STEPS: list[tuple[int, set[str]]] = [
    (0, set()),
    (99, set()),
    (100, {CYBER}),
    (500, {CYBER, MATRIX}),
    (1_000, {CYBER, MATRIX, GOLD}),
    (2_000, {CYBER, MATRIX, GOLD, HOLE}),
    (9_999, {CYBER, MATRIX, GOLD, HOLE}),
    (10_000, {CYBER, MATRIX, GOLD, HOLE, DITHER, TERMINAL}),
    (50_000, {CYBER, MATRIX, GOLD, HOLE, DITHER, TERMINAL}),
]


@pytest.mark.parametrize(("total", "found"), STEPS)
def test_tiers_open_themes(alice: User, total: int, found: set[str]) -> None:
    if total:
        reach(alice, total)
    assert opened(alice) == found


@pytest.mark.parametrize(
    ("total", "found"),
    [
        (49, set()),
        (50, {CYBER}),
        (100, {CYBER, MATRIX}),
        (5_000, {CYBER, MATRIX, GOLD, HOLE, DITHER, TERMINAL}),
    ],
)
def test_premium_opens_them_one_tier_earlier(alice: User, total: int, found: set[str]) -> None:
    given(alice, lifetime(0))
    reach(alice, total)
    assert opened(alice) == found


def test_what_opens_a_theme_is_told(alice: User) -> None:
    with as_user(alice):
        told = themes.locked(user=alice, at=day(1))
    assert told[MATRIX] == "from Backer on, 500 points; earlier with premium"


def test_without_tiers_nothing_is_open_by_mistake(alice: User, dana: User) -> None:
    with as_staff(dana):
        Tier.objects.all().delete()
    assert opened(alice) == set()


def test_the_profile_offers_all_and_closes_some(browser: Client, alice: User) -> None:
    reach(alice, 100)
    page = browser.get("/settings/").content.decode()
    assert 'value="default" checked>' in page
    assert 'value="cyberpunk">' in page
    assert 'value="matrix" disabled>' in page
    assert "from Backer on, 500 points; earlier with premium" in page


def test_it_is_chosen_seen_and_gone_with_its_tier(browser: Client, alice: User) -> None:
    reach(alice, 100)
    saved = browser.post("/settings/", {**FIELDS, "palette": CYBER}, follow=True)
    assert 'data-palette="cyberpunk"' in saved.content.decode().partition("<body")[0]
    points.reverse(idem_key="reach", at=day(1), reason="Refunded")
    page = browser.get("/settings/").content.decode()
    assert "data-palette" not in page.partition("<body")[0]
    assert 'value="cyberpunk" checked disabled>' in page
    # Saving something else keeps the choice, which comes back with the tier.
    browser.post("/settings/", FIELDS)
    reach(alice, 100, "again")
    assert 'data-palette="cyberpunk"' in browser.get("/premium/").content.decode()


def test_what_is_closed_is_not_chosen(browser: Client, alice: User) -> None:
    page = browser.post("/settings/", {**FIELDS, "palette": TERMINAL})
    assert page.status_code == 422
    assert "These colours are not open to you." in page.content.decode()
    assert browser.post("/settings/", {**FIELDS, "palette": "pink"}).status_code == 422
    with as_user(alice):
        assert Profile.objects.get(pk=alice.pk).palette == "default"


def test_sql_of_ones_own_opens_nothing(browser: Client, alice: User) -> None:
    with as_user(alice):
        Profile.objects.filter(pk=alice.pk).update(palette=TERMINAL)
    assert "data-palette" not in browser.get("/premium/").content.decode()


def test_light_and_dark_stay_a_choice_of_their_own(browser: Client) -> None:
    browser.post("/settings/", {**FIELDS, "palette": "neon"})
    browser.post("/theme/", {"theme": "dark"})
    page = browser.get("/premium/").content.decode()
    assert 'data-theme="dark" data-palette="neon"' in page


def patch(client: Client, **changed: Any) -> Any:
    """Change the profile by the API."""
    return client.patch("/api/v1/me/", changed, content_type="application/json")


def test_the_api_tells_and_changes_them(browser: Client, alice: User) -> None:
    offers = {one["code"]: one for one in browser.get("/api/v1/me/palettes/").json()}
    assert offers["neon"] == {"code": "neon", "name": "Neon", "is_open": True, "opened_by": ""}
    assert not offers[TERMINAL]["is_open"]
    refused = patch(browser, palette=TERMINAL)
    assert refused.status_code == 400
    assert "from Legend on" in str(refused.json()["palette"])
    assert patch(browser, palette="neon").json()["palette"] == "neon"
    assert patch(browser, palette="pink").status_code == 400


def test_free_colours_cost_no_question(browser: Client, alice: User) -> None:
    browser.get("/premium/")
    counted = []
    for palette in ("default", "neon"):
        with as_user(alice):
            Profile.objects.filter(pk=alice.pk).update(palette=palette)
        with CaptureQueriesContext(connection) as asked:
            browser.get("/premium/")
        counted.append(len(asked))
    assert counted[0] == counted[1]
