"""Demo accounts: made in one click, kept by who wants to, gone a day after the last visit."""

from datetime import timedelta

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.core import mail
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path
from django.utils import timezone
from pytest_django import Settings

from accounts import tasks
from accounts.models import Profile, User
from accounts.services import demo, profiles
from accounts.tests.conftest import Answer, Browser, NewBrowser, code_for, last_mail
from accounts.tests.test_sign_in import sign_in
from numoraq.rls.identity import as_user
from numoraq.rls.logins import worker_login

pytestmark = pytest.mark.urls("accounts.tests.test_demo")

PASSWORD = "a plain enough sentence"
CONFIRM = "/accounts/confirm-email/"


def begin(request: HttpRequest) -> HttpResponse:
    """Begin a demo, as the page of the demo does."""
    try:
        demo.create_visitor(request=request, persona="saver", at=timezone.now())
    except demo.TooManyVisitors:
        return HttpResponse(status=429)
    except demo.DemoClosed:
        return HttpResponse(status=404)
    return HttpResponse("begun")


urlpatterns = [path("begin/", begin), path("", include("numoraq.urls"))]


@pytest.fixture
def visitor(browser: Browser) -> Browser:
    """Return the browser of somebody who tries the demo."""
    assert browser.post("/begin/").status_code == 200
    return browser


@pytest.fixture
def cleared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of those whose data was thrown away."""
    names: list[str] = []
    monkeypatch.setattr(demo, "_clears", [])
    demo.register_clear(lambda *, user: names.append(str(user.pk)))
    return names


def person() -> User:
    """Return the one demo person."""
    return User.objects.get(is_demo=True)


def profile_of(user: User) -> Profile:
    """Return a profile, read as its owner."""
    with as_user(user):
        return Profile.objects.get(pk=user.pk)


def keep(browser: Browser, email: str = "carol@example.org", data: str = "keep") -> Answer:
    """Send the form that keeps the account."""
    return browser.post("/demo/keep/", {"email": email, "password1": PASSWORD, "sample": data})


def enter(browser: Browser, code: str) -> Answer:
    """Enter a code, on the page the form leads to."""
    return browser.post(f"{CONFIRM}?next=/dashboard/", {"action": "verify", "code": code})


def test_one_click_signs_in_to_an_account_without_address_and_password(visitor: Browser) -> None:
    user = person()
    assert visitor.is_signed_in()
    assert not user.has_usable_password()
    assert user.email.endswith("@demo.invalid")
    assert not EmailAddress.objects.exists()
    assert not mail.outbox
    profile = profile_of(user)
    assert (profile.sample_persona, profile.default_currency) == ("saver", "EUR")
    assert profile.onboarded_at


def test_the_visitor_reads_the_language_of_the_browser(new_browser: NewBrowser) -> None:
    new_browser(accept_language="pt").post("/begin/")
    assert profile_of(person()).language == "pt"


def test_the_session_lasts_a_day(visitor: Browser) -> None:
    assert visitor.cookies["sessionid"]["max-age"] == 24 * 60 * 60


def test_the_demo_of_somebody_signed_in_leaves_their_account_alone(
    browser: Browser, alice: User
) -> None:
    sign_in(browser, alice.email)
    assert browser.post("/begin/").status_code == 200
    assert browser.session["_auth_user_id"] == str(person().pk)
    assert profile_of(alice).sample_persona == ""


def test_visitors_of_one_network_are_limited(new_browser: NewBrowser, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"demo": "2/h/ip"}
    assert [new_browser().post("/begin/").status_code for _ in range(3)] == [200, 200, 429]


def test_a_closed_demo_makes_nobody(browser: Browser, settings: Settings) -> None:
    settings.DEMO_ENABLED = False
    assert browser.post("/begin/").status_code == 404
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "page", ["/accounts/email/", "/accounts/password/change/", "/accounts/password/set/"]
)
def test_pages_about_password_and_address_lead_to_keeping(visitor: Browser, page: str) -> None:
    assert visitor.get(page)["Location"] == "/demo/keep/"
    assert visitor.post(page, {"password1": PASSWORD, "action_add": 1})["Location"] == "/demo/keep/"


def test_signing_up_inside_the_demo_leads_to_keeping(visitor: Browser) -> None:
    assert visitor.get("/accounts/signup/")["Location"] == "/demo/keep/"


@pytest.mark.parametrize("page", ["/settings/", "/settings/security/", "/settings/data/", "/more/"])
def test_the_made_up_address_is_never_shown(visitor: Browser, page: str) -> None:
    content = visitor.get(page).content.decode()
    assert "demo.invalid" not in content
    assert "This is a demo account." in content


def test_a_kept_account_is_real_once_its_address_is_proven(
    visitor: Browser, new_browser: NewBrowser, cleared: list[str]
) -> None:
    pk = person().pk
    assert keep(visitor)["Location"] == f"{CONFIRM}?next=%2Fdashboard%2F"
    assert User.objects.get(pk=pk).is_demo
    assert enter(visitor, code_for("carol@example.org"))["Location"] == "/dashboard/"
    user = User.objects.get(pk=pk)
    assert (user.email, user.is_demo, user.last_seen_at) == ("carol@example.org", False, None)
    assert cleared == []
    assert profile_of(user).sample_persona == "saver"
    assert sign_in(new_browser(), "carol@example.org", PASSWORD)["Location"] == "/dashboard/"


def test_a_kept_account_may_begin_empty(visitor: Browser, cleared: list[str]) -> None:
    user = person()
    keep(visitor, data="drop")
    assert cleared == []
    enter(visitor, code_for("carol@example.org"))
    assert cleared == [str(user.pk)]
    assert profile_of(user).sample_persona == ""


def test_a_kept_account_is_not_taken_from_who_has_the_address(
    visitor: Browser, alice: User
) -> None:
    assert keep(visitor, alice.email)["Location"].startswith(CONFIRM)
    answer = enter(visitor, code_for(alice.email))
    assert "belongs to another account" in str(answer.context["form"].errors["code"])
    assert person().email.endswith("@demo.invalid")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", ""),
        ("email", "carol"),
        ("email", "x@demo.invalid"),
        ("email", f"{'c' * 250}@example.org"),
        ("password1", ""),
        ("password1", "short"),
        ("password1", "x" * 4097),
        ("sample", ""),
        ("sample", "sell"),
    ],
)
def test_a_bad_field_is_named_and_nothing_is_kept(visitor: Browser, field: str, value: str) -> None:
    sent = {"email": "carol@example.org", "password1": PASSWORD, "sample": "keep", field: value}
    answer = visitor.post("/demo/keep/", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not person().has_usable_password()
    assert not mail.outbox


def test_keeping_is_for_demo_accounts(client: Client, browser: Browser, alice: User) -> None:
    assert client.get("/demo/keep/")["Location"] == "/accounts/login/?next=/demo/keep/"
    sign_in(browser, alice.email)
    assert keep(browser, "carol@example.org")["Location"] == "/settings/security/"
    assert not mail.outbox


def test_keeping_is_limited(visitor: Browser, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"signup": "2/m/ip", "confirm_email": "9/s/key"}
    assert [keep(visitor).status_code for _ in range(3)] == [302, 302, 429]


def test_sample_data_goes_by_a_button_and_the_account_stays(
    visitor: Browser, cleared: list[str]
) -> None:
    user = person()
    asked = visitor.get("/settings/data/clear/")
    assert "This cannot be undone." in asked.content.decode()
    assert cleared == []
    visitor.post("/settings/data/clear/")
    assert cleared == [str(user.pk)]
    assert profile_of(user).sample_persona == ""
    visitor.post("/settings/data/clear/")
    assert cleared == [str(user.pk)]
    assert visitor.get("/settings/data/clear/")["Location"] == "/settings/data/"


def test_data_that_is_ones_own_is_never_cleared(
    browser: Browser, alice: User, cleared: list[str]
) -> None:
    sign_in(browser, alice.email)
    browser.post("/settings/data/clear/")
    assert cleared == []


def test_a_real_account_may_hold_sample_data_for_a_while(
    browser: Browser, alice: User, cleared: list[str]
) -> None:
    with as_user(alice):
        demo.mark_sample(profile=profiles.of(alice), persona="saver")
    sign_in(browser, alice.email)
    assert b"Delete the sample data" in browser.get("/settings/data/").content
    browser.post("/settings/data/clear/")
    assert cleared == [str(alice.pk)]
    assert b"Delete the sample data" not in browser.get("/settings/data/").content


def test_an_app_is_told_once_however_often_it_registers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "_clears", [])
    demo.register_clear(print)
    demo.register_clear(print)
    assert demo._clears == [print]


def test_a_visit_is_noted_once_an_hour(visitor: Browser) -> None:
    user = person()
    first = user.last_seen_at
    assert first
    visitor.get("/more/")
    assert person().last_seen_at == first
    User.objects.filter(pk=user.pk).update(last_seen_at=first - timedelta(hours=2))
    visitor.get("/more/")
    seen = person().last_seen_at
    assert seen
    assert seen >= first


def test_a_visit_of_a_real_person_is_not_noted(browser: Browser, alice: User) -> None:
    sign_in(browser, alice.email)
    browser.get("/more/")
    alice.refresh_from_db()
    assert alice.last_seen_at is None


@pytest.mark.django_db(transaction=True, databases=["default", "worker"])
def test_only_idle_demo_accounts_are_swept_with_all_their_rows(alice: User) -> None:
    at = timezone.now()
    idle, busy = (_visitor(at - timedelta(hours=hours)) for hours in (25, 23))
    with worker_login():
        assert tasks.sweep_demo() == 1
    assert set(User.objects.values_list("pk", flat=True)) == {alice.pk, busy.pk}
    with as_user(idle):
        assert not Profile.objects.exists()


def _visitor(at: object) -> User:
    """Return a demo person last seen at a moment."""
    user = User.objects.create_user(f"{at}@demo.invalid", is_demo=True, last_seen_at=at)
    profiles.create(user=user)
    return user


def test_a_message_to_a_demo_address_is_not_sent(visitor: Browser) -> None:
    request = RequestFactory().get("/")
    get_adapter(request).send_mail("account/email/unknown_account", person().email, {})
    assert not mail.outbox


def test_a_lost_password_of_a_demo_address_is_refused(browser: Browser, visitor: Browser) -> None:
    visitor.post("/accounts/logout/")
    answer = visitor.post("/accounts/password/reset/", {"email": person().email})
    assert list(answer.context["form"].errors) == ["email"]


def test_the_first_mail_of_a_kept_account_is_a_code(visitor: Browser) -> None:
    keep(visitor)
    assert last_mail(to="carol@example.org").subject == "NumoraQ: Your code"
