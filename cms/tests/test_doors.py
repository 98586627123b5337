"""Who gets into the CMS, and where it is."""

from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, TestCase

from accounts.models import AuthSession, User
from accounts.tests.proving import code, give_app, prove
from cms import access
from cms.middleware import CmsHostMiddleware
from cms.models import AuditEntry
from conftest import PASSWORD, ClientFor
from numoraq.rls.identity import Identity, as_staff, current
from numoraq.rls.middleware import RowLevelSecurityMiddleware

pytestmark = pytest.mark.django_db

CMS = "cms.localhost"
PATHS = ("/", "/login/", "/cms/", "/admin/", "/premium/plan/", "/cms/auditentry/")


def _sign_in(email: str, password: str = PASSWORD) -> tuple[Client, HttpResponse]:
    client = Client(headers={"host": CMS})
    response = client.post("/login/", {"login": email, "password": password})
    return client, response  # type: ignore[return-value]


def test_on_the_main_host_the_admin_does_not_exist(
    alice: User, bob: User, dana: User, client_for: ClientFor
) -> None:
    visitors = [Client(), *(client_for(person) for person in (alice, bob, dana))]
    for visitor in visitors:
        for path in PATHS[1:]:
            assert visitor.get(path).status_code == 404, path


def test_nobody_is_sent_to_the_sign_in(client: Client) -> None:
    for path in ("/", "/premium/plan/", "/nowhere/"):
        response = client.get(path, headers={"host": CMS})
        assert response.status_code == 302
        assert response["location"] == f"/login/?next={path}"


def _with_app(person: User, path: str = "/login/") -> tuple[Client, HttpResponse]:
    give_app(person)
    client = Client(headers={"host": CMS})
    first = client.post(path, {"login": person.email, "password": PASSWORD})
    assert first["location"].startswith("/2fa/authenticate/")
    assert client.get("/").status_code == 302
    return client, client.post(first["location"], {"code": code()})  # type: ignore[return-value]


def test_dana_comes_in_by_two_factors(dana: User) -> None:
    client, response = _with_app(dana)
    assert response.status_code == 302
    assert response["location"] == "/"
    assert client.get("/").status_code == 200
    assert client.get("/login/").status_code == 302


def test_who_stands_at_the_second_step_goes_back_to_the_door(dana: User) -> None:
    give_app(dana)
    client, response = _sign_in(dana.email)
    assert "Use another account" in client.get(response["location"]).content.decode()
    assert client.post("/logout/", {"next": "/login/"})["location"] == "/login/"
    assert client.get("/login/").status_code == 200
    assert client.get(response["location"])["location"] == "/login/"


def test_reloading_the_page_of_a_new_app_keeps_its_secret(dana: User) -> None:
    client, _response = _sign_in(dana.email)
    first, again = (client.get("/2fa/totp/activate/").context["form"].secret for _time in range(2))
    assert again == first


def test_the_door_promises_no_more_than_a_day(client: Client) -> None:
    page = client.get("/login/", headers={"host": CMS}).content.decode()
    assert 'name="password"' in page
    assert "remember" not in page


def test_a_password_alone_leads_to_adding_an_app(dana: User) -> None:
    client, _response = _sign_in(dana.email)
    answer = client.get("/", follow=True)
    assert answer.redirect_chain[-1][0] == "/2fa/totp/activate/"
    for path in ("/2fa/totp/activate/", "/2fa/passkeys/add/", "/2fa/phone/add/"):
        words = client.get(path).content.decode()
        assert "Leave it as it is" not in words, path  # it would lead back here
        assert 'action="/logout/"' in words, path
    page = client.get("/2fa/totp/activate/")
    assert "Add an authenticator app" in page.content.decode()
    secret = page.context["form"].secret
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post("/2fa/totp/activate/", {"code": code(secret)})
    assert client.get("/").status_code == 200
    assert "Leave it as it is" in client.get("/2fa/passkeys/add/").content.decode()
    assert "They are shown this once." in client.get("/2fa/recovery-codes/").content.decode()
    assert "They are shown this once." not in client.get("/2fa/recovery-codes/").content.decode()


def test_a_proven_session_elsewhere_does_not_open_the_cms(
    dana: User, client_for: ClientFor
) -> None:
    give_app(dana)
    client = client_for(dana)
    page = client.get("/", headers={"host": CMS}, follow=True)
    assert page.redirect_chain[-1][0] == "/2fa/reauthenticate/"


def test_that_staff_came_in_is_recorded(alice: User, dana: User) -> None:
    _sign_in(dana.email, "not the password")
    _sign_in(alice.email)
    _with_app(dana)
    with as_staff(dana):
        (entry,) = AuditEntry.objects.all()
    assert (entry.action, entry.admin_user_id) == ("staff.signed_in", dana.pk)
    assert entry.ip_address == "127.0.0.1"


def test_dana_is_brought_to_the_page_she_asked_for(dana: User) -> None:
    _client, wanted = _with_app(dana, "/login/?next=/premium/plan/")
    assert wanted["location"] == "/premium/plan/"
    cache.clear()  # the code has been used
    _client, elsewhere = _with_app(dana, "/login/?next=//evil.example/")
    assert elsewhere["location"] == "/"


def test_alice_gets_no_session(alice: User) -> None:
    client, response = _sign_in(alice.email)
    assert response.status_code == 200
    assert "not one of the staff" in response.content.decode()
    assert client.get("/").status_code == 302


def test_a_wrong_password_says_nothing_about_the_person(alice: User, dana: User) -> None:
    pages = [_sign_in(email, "wrong")[1].content.decode() for email in (alice.email, dana.email)]
    assert all("staff" not in page.split("<form")[1] for page in pages)


def test_an_unconfirmed_address_is_refused(dana: User) -> None:
    dana.emailaddress_set.update(verified=False)  # type: ignore[attr-defined]
    _client, response = _sign_in(dana.email)
    assert "Confirm your e-mail address" in response.content.decode()


def test_tries_are_limited(dana: User) -> None:
    answers = [_sign_in(dana.email, f"wrong {n}")[1] for n in range(12)]
    assert "Too many" in answers[-1].content.decode() or answers[-1].status_code == 429


def test_a_session_without_the_rights_is_refused_and_can_end(
    alice: User, client_for: ClientFor
) -> None:
    client = client_for(alice)
    page = client.get("/", headers={"host": CMS}, follow=True)
    assert page.status_code == 403
    assert "This is for staff." in page.content.decode()
    assert client.post("/logout/", headers={"host": CMS}).status_code == 302
    assert client.get("/login/", headers={"host": CMS}).status_code == 200


def test_signing_out_takes_a_post(dana: User, client_for: ClientFor) -> None:
    client = client_for(dana)
    prove(client, dana)
    assert client.get("/logout/", headers={"host": CMS}).status_code == 405
    assert client.get("/", headers={"host": CMS}).status_code == 200
    client.post("/logout/", headers={"host": CMS})
    assert client.get("/", headers={"host": CMS}).status_code == 302


def test_the_cookie_is_for_the_host_alone(dana: User) -> None:
    client, _response = _sign_in(dana.email)
    assert client.cookies[settings.SESSION_COOKIE_NAME]["domain"] == ""


def test_more_can_be_asked_of_staff(
    dana: User, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_assurance_tests", [])
    monkeypatch.setattr(access, "_ways_up", [])

    @access.require
    def has_second_factor(request: HttpRequest) -> bool:
        return bool(request.session.get("aal2"))

    client = client_for(dana)
    assert client.get("/", headers={"host": CMS}, follow=True).status_code == 403
    session = client.session
    session["aal2"] = True
    session.save()
    assert client.get("/", headers={"host": CMS}).status_code == 200


@pytest.mark.parametrize(
    ("host", "role"), [(CMS, "nq_staff"), ("localhost", "nq_user"), ("127.0.0.1", "nq_user")]
)
def test_outside_the_cms_staff_are_people_like_any_other(
    dana: User, rf: RequestFactory, host: str, role: str
) -> None:
    seen: list[Identity] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(current())
        return HttpResponse()

    request = rf.get("/", headers={"host": host})
    dana.auth_session = AuthSession(user=dana, factor_id=uuid4())
    dana.auth_session.factor_type = "totp"
    request.user = dana
    inner: Any = RowLevelSecurityMiddleware(answer)
    CmsHostMiddleware(inner)(request)
    assert (seen[0].role, seen[0].user_id) == (role, str(dana.pk))
    assert bool(seen[0].claim) == (role == "nq_staff")


def test_in_the_cms_others_stay_people(alice: User, rf: RequestFactory) -> None:
    seen: list[Identity] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(current())
        return HttpResponse()

    request = rf.get("/", headers={"host": CMS})
    request.user = alice
    inner: Any = RowLevelSecurityMiddleware(answer)
    CmsHostMiddleware(inner)(request)
    assert (seen[0].role, seen[0].claim) == ("nq_user", "")


def test_search_engines_are_kept_out(client: Client) -> None:
    assert b"Disallow: /\n" in client.get("/robots.txt", headers={"host": CMS}).content


def test_the_policy_allows_nothing_inline(dana: User, client_for: ClientFor) -> None:
    client = client_for(dana)
    for path in ("/", "/premium/plan/", "/cms/auditentry/"):
        policy = client.get(path, headers={"host": CMS})["content-security-policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy


def test_unknown_pages_and_hosts(dana: User, client_for: ClientFor) -> None:
    client = client_for(dana)
    prove(client, dana)
    assert client.get("/nowhere/", headers={"host": CMS}).status_code == 404
    assert client.get("/password_change/", headers={"host": CMS}).status_code == 404
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
