"""The form on the page, and the same by the API."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from cms.models import AuditEntry
from conftest import ClientFor, make_person
from numoraq.rls.identity import as_login_role, as_staff, as_user
from numoraq.tests.jobs import Jobs
from premium import takeout
from premium.errors import CodeRefused
from premium.models import PremiumStatus, Redemption
from premium.services import codes, grants
from premium.tests.codes import code, word

pytestmark = pytest.mark.django_db
PAGE, API = "/premium/code/", "/api/v1/premium/codes/redeem/"
GENERIC = "This code cannot be redeemed. It may be wrong, used up or too old."


def post(client: Client, typed: str, **more: Any) -> Any:
    """Send the form, as a browser without JavaScript does."""
    return client.post(PAGE, {"code": typed, "once": str(uuid4()), **more}, follow=True)


def call(client: Client, typed: str, **more: Any) -> Any:
    """Ask the API."""
    return client.post(API, {"code": typed, **more}, content_type="application/json")


@pytest.fixture
def browser(client_for: ClientFor, alice: User) -> Client:
    """Return Alice's browser."""
    return client_for(alice)


def test_the_page_says_what_was_added_and_when_it_begins(browser: Client, dana: User) -> None:
    page = post(browser, code(dana))
    text = page.content.decode()
    assert page.redirect_chain == [("/premium/", 302)]
    assert "30 days added. They begin on " in text
    assert ", and premium runs until " in text  # behind the trial
    assert "Codes you redeemed" in text


def test_one_day_is_told_as_one(browser: Client, dana: User) -> None:
    assert "1 day added. It begins on " in post(browser, code(dana, value=24)).content.decode()


def test_from_now_when_there_is_nothing_else(browser: Client, alice: User, dana: User) -> None:
    with as_login_role():
        grants.revoke(person_id=alice.pk, idem_key=f"trial:{alice.pk}", at=timezone.now())
    text = post(browser, code(dana)).content.decode()
    assert "30 days added. Premium runs from now until " in text


def test_the_error_stands_beside_the_field_and_what_was_typed_stays(browser: Client) -> None:
    page = post(browser, "welcome")
    text = page.content.decode()
    assert page.status_code == 422
    assert f'<span class="er" id="id_code_error">{GENERIC}</span>' in text
    assert 'value="welcome"' in text
    assert 'aria-invalid="true"' in text


def test_a_slip_is_told_as_one(browser: Client, dana: User) -> None:
    text = post(browser, code(dana)[:-2]).content.decode()
    assert "A character is wrong or missing." in text


def test_who_redeemed_it_is_told_so_and_others_are_not(
    browser: Client, client_for: ClientFor, bob: User, dana: User
) -> None:
    plain = code(dana)
    post(browser, plain)
    assert "You redeemed this code already, on " in post(browser, plain).content.decode()
    assert GENERIC in post(client_for(bob), plain).content.decode()


def test_the_form_sent_twice_is_one_redemption(browser: Client, alice: User, dana: User) -> None:
    plain, once = code(dana, max_uses=5), str(uuid4())
    first, second = (post(browser, plain, once=once) for _time in range(2))
    assert [page.status_code for page in (first, second)] == [200, 200]
    assert "30 days added." in second.content.decode()
    with as_user(alice):
        assert Redemption.objects.count() == 1


@pytest.mark.django_db(databases=["default", "worker"], transaction=True)
@pytest.mark.parametrize("send", [post, call])
def test_guessing_is_stopped_and_put_on_the_record(
    client_for: ClientFor, jobs: Jobs, send: Any
) -> None:
    alice, dana = make_person("alice"), make_person("dana")
    browser = client_for(alice)
    found = [send(browser, f"guess{number}x") for number in range(7)]
    assert [answer.status_code for answer in found] == [422] * 5 + [429] * 2
    plain = code(dana)
    assert send(browser, plain).status_code == 429
    (told,) = jobs.named("premium.record_guessing")
    jobs.waiting = [("premium.record_guessing", told)] * 2  # a worker died after the first
    jobs.run()
    with as_staff(dana):
        (entry,) = AuditEntry.objects.filter(action="code.guessed")
    assert entry.target_user_id == alice.pk
    assert entry.details["after"]["ip_address"] == "127.0.0.1"


def test_failures_count_by_day_for_a_person(
    browser: Client, dana: User, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"premium_code_guess": "3/d/user"}
    assert [post(browser, f"guess{n}x").status_code for n in range(4)] == [422, 422, 422, 429]


def test_failures_count_for_a_network_whoever_asks(
    client_for: ClientFor, dana: User, jobs: Jobs
) -> None:
    found = []
    for number in range(7):
        person = make_person(f"person{number}")
        found.append(post(client_for(person), "guessing").status_code)
    assert found == [422] * 5 + [429] * 2
    assert jobs.named("premium.record_guessing") == []  # none of them guessed more than once


@pytest.mark.parametrize("send", [post, call])
def test_a_code_is_counted_before_it_is_looked_up(
    browser: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch, send: Any
) -> None:
    """Of many guesses at once each knows of those whose answer is not out yet."""
    settings.ACCOUNT_RATE_LIMITS = {"premium_code_guess": "2/d/user"}
    found: list[int] = []

    def slow(**_asked: Any) -> None:
        """Have the next one arrive while this one is looked up."""
        if len(found) < 9:
            found.append(0)
            found[found.index(0)] = send(browser, "guessing").status_code
        raise CodeRefused

    monkeypatch.setattr(codes, "redeem", slow)
    assert send(browser, "guessing").status_code == 422
    assert sorted(found) == [422, 429]


def test_what_was_no_guess_is_given_back(browser: Client, dana: User, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"premium_code_guess": "1/d/user", "premium_code_failure": "1/d"}
    plain = code(dana)
    for typed, status in ((plain[:-2], 422), (plain, 201), (plain, 409), ("guessing", 422)):
        assert call(browser, typed).status_code == status
    assert call(browser, code(dana)).status_code == 429


def test_who_may_have_no_more_uses_up_nothing_of_the_network(
    browser: Client, client_for: ClientFor, bob: User, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"premium_code_guess": "1/d/user", "premium_code_failure": "2/d"}
    assert [call(browser, "guessing").status_code for _time in range(4)] == [422, 429, 429, 429]
    assert call(client_for(bob), "guessing").status_code == 422
    assert call(client_for(make_person("carol")), "guessing").status_code == 429


def test_a_full_room_redeems_a_word(client_for: ClientFor, dana: User) -> None:
    """Whoever is right is no guesser, also from one network."""
    word(dana, "welcome", max_uses=20)
    crowd = [make_person(f"person{number}") for number in range(9)]
    assert {post(client_for(person), "Welcome").status_code for person in crowd} == {200}


def test_slips_are_no_guesses_but_tries(browser: Client, dana: User) -> None:
    found = [post(browser, code(dana)[:-2]).status_code for _time in range(6)]
    assert found == [422] * 5 + [429]


def test_demo_accounts_are_led_elsewhere(browser: Client, alice: User, dana: User) -> None:
    with as_staff(dana):
        User.objects.filter(pk=alice.pk).update(is_demo=True)
    page = browser.post(PAGE, {"code": code(dana), "once": str(uuid4())})
    assert page["location"] == "/demo/keep/"
    assert call(browser, code(dana)).status_code == 403
    assert "A demo account redeems no codes" in browser.get("/premium/").content.decode()


def test_the_api_redeems_and_lists(browser: Client, alice: User, dana: User) -> None:
    plain, once = code(dana), str(uuid4())
    made = call(browser, plain, once=once)
    assert made.status_code == 201
    body = made.json()
    assert (body["type"], body["value"]) == ("time_credit", 720)
    assert body["message"].startswith("30 days added.")
    assert plain not in made.content.decode()
    assert call(browser, plain, once=once).json() == body
    assert browser.get("/api/v1/premium/codes/").json() == [body]
    with as_user(alice):
        assert PremiumStatus.objects.get().activated_code == body["code"]


def test_the_api_refuses_alike(
    browser: Client, client_for: ClientFor, bob: User, dana: User
) -> None:
    plain = code(dana)
    call(browser, plain)
    again, used_up = call(browser, plain), call(client_for(bob), plain)
    assert (again.status_code, used_up.status_code) == (409, 422)
    assert again.json()["detail"].startswith("You redeemed this code already")
    assert used_up.json() == {"detail": GENERIC}
    assert used_up.json() == call(client_for(bob), "unknown").json()
    assert call(browser, "").status_code == 400


def test_the_archive_of_everything_has_ones_redemptions(
    browser: Client, alice: User, dana: User
) -> None:
    plain = code(dana)
    post(browser, plain)
    with as_user(alice):
        parts = {part.path: b"".join(part.pieces).decode() for part in takeout.parts(alice)}
    text = parts["premium_code_redemptions.json"]
    assert '"value": 720' in text
    assert plain[15:19] in text
    assert plain not in text
