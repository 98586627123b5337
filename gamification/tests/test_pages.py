"""The pages of rewards, as Alice, Bob and nobody see them."""

from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Profile, User
from conftest import ClientFor
from gamification.models import LedgerEntry, RewardPreference
from gamification.selectors import history
from gamification.services import points
from gamification.tests.test_points import NOW, balance, give
from numoraq.rls.identity import as_user


def text_of(client: Client, path: str = "/rewards/") -> str:
    """Return a page."""
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_page_shows_tier_points_and_what_is_next(
    alice: User, rewards: User, client_for: ClientFor
) -> None:
    give(alice, 120, key="a", reason="For the translation")
    page = text_of(client_for(alice))
    assert '<span class="read">Donor</span>' in page
    assert "120 points. 380 more and you are Backer." in page
    assert page.count("<li", page.index('class="ladder"'), page.index("</ol>")) == 12
    assert "For the translation" in page
    assert "Check in daily" in page


def test_who_is_new_sees_a_beginning(alice: User, rewards: User, client_for: ClientFor) -> None:
    page = text_of(client_for(alice))
    assert "0 points. 10 more and you are Early supporter." in page
    assert "7 more days in a row bring +50." in page


def test_the_button_checks_in_once(alice: User, rewards: User, client_for: ClientFor) -> None:
    client = client_for(alice)
    first = client.post("/rewards/check-in/", follow=True).content.decode()
    again = client.post("/rewards/check-in/", follow=True).content.decode()
    assert "Checked in: +1. 1 day in a row." in first
    assert "You have checked in today." in again
    assert "Checked in today" in again
    assert balance(alice).total_points == 1


def test_a_day_too_soon_says_when(alice: User, rewards: User, client_for: ClientFor) -> None:
    client = client_for(alice)
    client.post("/rewards/check-in/")
    # where it is another day already, or still: before ten there is no place that is ahead
    elsewhere = "Pacific/Kiritimati" if timezone.now().hour >= 10 else "Pacific/Pago_Pago"
    with as_user(alice):
        Profile.objects.filter(pk=alice.pk).update(timezone=elsewhere)
    page = client.post("/rewards/check-in/", follow=True).content.decode()
    assert "The next day counts from" in page
    assert balance(alice).total_points == 1


def test_switched_off_it_is_gone_until_it_is_switched_on(
    alice: User, rewards: User, client_for: ClientFor
) -> None:
    give(alice, 120)
    client = client_for(alice)
    client.post("/rewards/choose/", {"takes_part": "false"})
    assert "Rewards are switched off." in text_of(client)
    client.post("/rewards/check-in/")
    assert balance(alice).total_points == 120
    client.post("/rewards/choose/", {"takes_part": "true"})
    assert "Donor" in text_of(client)


def test_mails_alone_can_be_switched_off(alice: User, rewards: User, client_for: ClientFor) -> None:
    client = client_for(alice)
    client.post("/rewards/choose/", {"wants_mails": "false"})
    client.post("/rewards/choose/", {"nonsense": "1", "wants_mails": ""})
    with as_user(alice):
        chosen = RewardPreference.objects.get()
    assert (chosen.takes_part, chosen.wants_mails, chosen.is_told) == (True, False, False)


def test_history_goes_page_by_page_with_its_totals(alice: User, rewards: User) -> None:
    for number in range(7):
        give(alice, number + 1, key=f"k{number}", at=NOW + timedelta(minutes=number // 2))
    points.reverse(idem_key="k3", at=NOW + timedelta(hours=1), reason="Wrong")
    seen: list[tuple[int, int]] = []
    after: Any = None
    while True:
        with as_user(alice):
            page = history.page(user=alice, after=after, size=3)
        seen += [(line.entry.delta, line.total) for line in page.lines]
        after = page.next
        if after is None:
            break
    assert len(seen) == 8
    assert seen[0] == (-4, 24)
    total = 0
    for delta, shown in reversed(seen):
        total += delta
        assert shown == total


def test_history_of_others_is_not_shown(
    alice: User, bob: User, rewards: User, client_for: ClientFor
) -> None:
    give(alice, 5, reason="Secret")
    with as_user(alice):
        key = LedgerEntry.objects.get().pk
    assert "Secret" not in text_of(client_for(bob), f"/rewards/points/?after={key}")
    assert "Secret" in text_of(client_for(alice), "/rewards/points/?after=nonsense")


def test_the_page_costs_the_same_with_more_points(
    alice: User,
    rewards: User,
    client_for: ClientFor,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_for(alice)
    for number in range(20):
        give(alice, 5, key=f"k{number}")
    client.get("/rewards/")
    with django_assert_num_queries(19):
        client.get("/rewards/")


def test_the_dock_leads_there(alice: User, rewards: User, client_for: ClientFor) -> None:
    assert 'href="/rewards/"' in text_of(client_for(alice), "/more/")


def test_the_api_says_where_one_stands(alice: User, rewards: User, client_for: ClientFor) -> None:
    client = client_for(alice)
    give(alice, 30)
    told = client.get("/api/v1/points/").json()
    assert told["points"] == 30
    assert told["tier"] == {"code": "HELPER", "title": "Helper", "threshold": 25}
    assert (told["next_tier"]["code"], told["points_missing"]) == ("CONTRIBUTOR", 20)
    assert told["streak"] == {
        "days": 0,
        "best": 0,
        "checked_in_today": False,
        "opens_at": None,
    }


def test_the_api_checks_in(alice: User, rewards: User, client_for: ClientFor) -> None:
    client = client_for(alice)
    first = client.post("/api/v1/points/check-in/").json()
    again = client.post("/api/v1/points/check-in/").json()
    assert (first["points"], again["points"], again["days"]) == (1, 0, 1)
    told = client.get("/api/v1/points/").json()["streak"]
    assert told["checked_in_today"]
    assert datetime.fromisoformat(told["opens_at"]) > timezone.now()
    entry = client.get("/api/v1/points/history/?size=1").json()["results"][0]["entry"]
    assert (entry["delta"], entry["title"]) == (1, "Daily check-in")


def test_the_api_switches_off_and_refuses_then(
    alice: User, rewards: User, client_for: ClientFor
) -> None:
    client = client_for(alice)
    url = "/api/v1/points/preferences/"
    json = "application/json"
    assert client.get(url).json() == {"takes_part": True, "wants_mails": True}
    assert client.patch(url, {"takes_part": False}, json).json()["takes_part"] is False
    assert client.patch(url, {"points": 9}, json).status_code == 400
    assert client.post("/api/v1/points/check-in/").status_code == 409
