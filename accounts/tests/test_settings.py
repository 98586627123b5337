"""The settings: what is saved, what is refused, who sees what."""

from pathlib import Path
from typing import Any

import allauth
import pytest
from allauth.account.internal.flows import reauthentication
from allauth.account.views import PasswordSetView
from django.template import engines
from django.test import Client

from accounts.models import Profile, User
from accounts.services import profiles
from accounts.tests.conftest import Answer, Browser, NewBrowser
from accounts.tests.test_sign_in import sign_in
from conftest import ClientFor
from numoraq.rls.identity import as_user

PAGES = (
    "/settings/",
    "/settings/security/",
    "/settings/data/",
    "/more/",
    "/accounts/password/change/",
    "/accounts/email/",
    "/accounts/reauthenticate/",
    "/accounts/logout/",
)
GATES = ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/")
SENT = {
    "name": "Alice",
    "default_currency": "EUR",
    "language": "en",
    "timezone": "UTC",
    "theme": "auto",
    "date_format": "auto",
    "number_format": "auto",
    "shortcuts_enabled": "on",
}


def save(client: Client, **changes: str) -> Answer:
    """Send the profile form with some fields changed; an empty one is left out."""
    sent = {name: value for name, value in {**SENT, **changes}.items() if value != "-"}
    return client.post("/settings/", sent)


def stored(user: User) -> Profile:
    """Return the profile as it is in the database."""
    with as_user(user):
        return Profile.objects.get(pk=user.pk)


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_for_their_people_and_for_nobody_else(
    page: str, client: Client, client_for: ClientFor, alice: User, bob: User, dana: User
) -> None:
    for person, others in ((alice, bob), (bob, alice), (dana, alice)):
        answer = client_for(person).get(page)
        assert answer.status_code == 200
        assert others.email.encode() not in answer.content
        assert answer["Cache-Control"] == "private, no-store"
    asked = client.get(page)
    expected = "/" if page == "/accounts/logout/" else f"/accounts/login/?next={page}"
    assert (asked.status_code, asked["Location"]) == (302, expected)


@pytest.mark.parametrize("page", GATES)
def test_gates_are_for_nobody_yet(
    page: str, client: Client, client_for: ClientFor, alice: User
) -> None:
    assert client.get(page).status_code == 200
    if "reset" not in page:
        assert client_for(alice).get(page)["Location"] == "/welcome/"


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("name", "  Alice   of\tWonderland ", "Alice of Wonderland"),
        ("name", "", ""),
        ("name", "Ж" * 200, "Ж" * 200),
        ("default_currency", "JPY", "JPY"),
        ("default_currency", "BTC", "BTC"),
        ("language", "pt", "pt"),
        ("timezone", "America/Sao_Paulo", "America/Sao_Paulo"),
        ("theme", "dark", "dark"),
        ("date_format", "ymd", "ymd"),
        ("number_format", "comma", "comma"),
        ("shortcuts_enabled", "-", False),
    ],
)
def test_each_field_is_saved(
    client_for: ClientFor, alice: User, field: str, value: str, kept: Any
) -> None:
    assert save(client_for(alice), **{field: value})["Location"] == "/settings/"
    assert getattr(stored(alice), field) == kept


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x" * 201),
        ("name", "a\0b"),
        ("default_currency", "EURO"),
        ("default_currency", "-"),
        ("language", "xx"),
        ("language", "-"),
        ("timezone", "Mars/Olympus"),
        ("timezone", "../etc"),
        ("theme", "cyberpunk"),
        ("date_format", "dd"),
        ("number_format", "1"),
    ],
)
def test_each_bad_value_names_its_field_and_saves_nothing(
    client_for: ClientFor, alice: User, field: str, value: str
) -> None:
    answer = save(client_for(alice), **{"name": "Changed", field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert stored(alice).name == "Alice"


def test_long_lists_show_what_is_chosen_and_escape_what_is_stored(
    client_for: ClientFor, alice: User
) -> None:
    with as_user(alice):
        profiles.update(profile=profiles.of(alice), timezone='"><b>', default_currency="CHF")
    page = client_for(alice).get("/settings/").content.decode()
    assert '<option value="CHF" selected>' in page
    assert '<option value="&quot;&gt;&lt;b&gt;" selected>' in page
    assert page.count(" selected>") == 6
    assert '<optgroup label="Europe">' in page
    assert 'aria-describedby="id_timezone_helptext"' in page


def test_saving_one_field_keeps_what_was_changed_meanwhile(
    client_for: ClientFor, alice: User
) -> None:
    with as_user(alice):
        stale = Profile.objects.get(pk=alice.pk)
        Profile.objects.filter(pk=alice.pk).update(theme="dark")
        profiles.update(profile=stale, name="Alice L.")
    assert (stored(alice).name, stored(alice).theme) == ("Alice L.", "dark")


def test_a_profile_takes_only_its_own_fields(alice: User) -> None:
    with as_user(alice), pytest.raises(ValueError, match="is_staff"):
        profiles.update(profile=profiles.of(alice), is_staff=True)


def test_somebody_elses_id_in_the_form_changes_nothing_of_theirs(
    client_for: ClientFor, alice: User, bob: User
) -> None:
    save(client_for(alice), name="Mallory", user=str(bob.pk), id=str(bob.pk), pk=str(bob.pk))
    assert (stored(alice).name, stored(bob).name) == ("Mallory", "Bob")


def test_a_value_that_is_no_longer_offered_stays_possible(
    client_for: ClientFor, alice: User
) -> None:
    with as_user(alice):
        profiles.update(profile=profiles.of(alice), timezone="Etc/GMT+3", default_currency="DOGE")
    answer = save(client_for(alice), timezone="Etc/GMT+3", default_currency="DOGE", name="A.")
    assert answer.status_code == 302
    assert stored(alice).name == "A."


def test_a_language_holds_from_the_answer_on(client_for: ClientFor, alice: User) -> None:
    client = client_for(alice)
    answer = save(client, language="pt")
    assert answer.cookies["django_language"].value == "pt"
    page = client.get("/settings/")
    assert page["Content-Language"] == "pt"
    assert b'<html lang="pt"' in page.content


def test_the_language_of_the_profile_wins_over_the_browser(
    client_for: ClientFor, alice: User
) -> None:
    page = client_for(alice).get("/more/", headers={"accept-language": "pt"})
    assert b'<html lang="en"' in page.content
    assert page["Content-Language"] == "en"


def test_the_language_of_one_request_does_not_leak_into_the_next(
    client_for: ClientFor, alice: User, bob: User
) -> None:
    with as_user(bob):
        profiles.update(profile=profiles.of(bob), language="pt", timezone="Asia/Tokyo")
    client_for(bob).get("/more/")
    assert b'<html lang="en"' in client_for(alice).get("/more/").content
    assert b'<html lang="en"' in Client().get("/accounts/login/").content


def test_the_language_switch_of_public_pages_holds_for_the_person(
    client: Client, client_for: ClientFor, alice: User
) -> None:
    answer = client_for(alice).post("/language/", {"language": "pt", "next": "/more/"})
    assert (answer.status_code, answer["Location"]) == (302, "/more/")
    assert stored(alice).language == "pt"
    client_for(alice).post("/language/", {"language": "de"})
    assert stored(alice).language == "pt"
    assert client.post("/language/", {"language": "pt"}).cookies["django_language"].value == "pt"
    assert client.get("/language/").status_code == 405


def test_other_browsers_are_signed_out_by_a_button(new_browser: NewBrowser, alice: User) -> None:
    here, there = new_browser(), new_browser()
    sign_in(here, alice.email)
    sign_in(there, alice.email)
    assert here.get("/settings/security/others/").status_code == 405
    assert there.is_signed_in()
    assert here.post("/settings/security/others/")["Location"] == "/settings/security/"
    assert here.is_signed_in()
    assert not there.is_signed_in()


def test_signing_out_the_others_leaves_other_people_alone(
    new_browser: NewBrowser, alice: User, bob: User
) -> None:
    here, there = new_browser(), new_browser()
    sign_in(here, alice.email)
    sign_in(there, bob.email)
    here.post("/settings/security/others/")
    assert there.is_signed_in()


def test_staff_see_the_way_to_their_pages(client_for: ClientFor, alice: User, dana: User) -> None:
    assert b"Staff pages" in client_for(dana).get("/more/").content
    assert b"Staff pages" not in client_for(alice).get("/more/").content


def test_a_picture_is_shown_when_there_is_one(client_for: ClientFor, alice: User) -> None:
    assert b"<img" not in client_for(alice).get("/settings/").content
    with as_user(alice):
        profiles.update(profile=profiles.of(alice), avatar_url='/a.png"><script>')
    page = client_for(alice).get("/settings/").content
    assert b'src="/a.png&quot;&gt;&lt;script&gt;"' in page


@pytest.mark.parametrize(
    ("page", "attributes"),
    [
        ("/accounts/login/", ["username", "current-password"]),
        ("/accounts/signup/", ["username", "new-password"]),
        ("/accounts/password/change/", ["username", "current-password", "new-password"]),
        ("/accounts/reauthenticate/", ["username", "current-password"]),
        ("/accounts/email/", ["email"]),
    ],
)
def test_password_managers_find_their_fields(
    client_for: ClientFor, alice: User, page: str, attributes: list[str]
) -> None:
    client = Client() if page in GATES else client_for(alice)
    content = client.get(page).content.decode()
    assert [a for a in attributes if f'autocomplete="{a}"' in content] == attributes


def test_the_code_field_takes_codes_from_the_keyboard(browser: Browser) -> None:
    browser.post("/accounts/signup/", {"email": "c@example.org", "password1": "a long sentence"})
    assert b'autocomplete="one-time-code"' in browser.get("/accounts/confirm-email/").content


def test_pages_of_allauth_without_a_template_of_ours_stand_in_our_frame(
    client_for: ClientFor, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    # allauth's own template of a page that has one of ours
    text = (Path(allauth.__file__).parent / "templates/account/password_set.html").read_text()
    stock: Any = engines["django"].from_string(text)
    stock.template.origin.template_name = "account/password_set.html"
    monkeypatch.setattr(PasswordSetView, "get_template_names", lambda _view: stock)
    monkeypatch.setattr(reauthentication, "did_recently_reauthenticate", lambda _request: True)
    alice.set_unusable_password()
    alice.save(update_fields=["password"])
    page = client_for(alice).get("/accounts/password/set/").content.decode()
    assert '<body class="gate">' in page
    assert '<form class="stack g24" method="post"' in page
    assert 'class="btn go"' in page
    assert "<script>" not in page


@pytest.mark.django_db
def test_who_was_signed_out_comes_back_to_the_page_the_button_was_on(
    client: Client, browser: Browser, alice: User
) -> None:
    path = "/settings/security/others/"
    page = "http://testserver/settings/security/"
    asked = client.post(path, headers={"referer": page})["Location"]
    assert asked == f"/accounts/login/?next={page.replace(':', '%3A', 1)}"
    assert client.post(path)["Location"] == "/accounts/login/?next=/dashboard/"
    back = sign_in(browser, alice.email, query=f"?{asked.partition('?')[2]}")
    assert browser.get(back["Location"]).status_code == 200
