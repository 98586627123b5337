"""Programs sign up, sign in and out, without cookies or pages."""

import json

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.services import demo, sessions
from accounts.tests.conftest import NewBrowser, code_for, last_mail
from accounts.tests.programs import BASE, ME, Program, codes, flows, program, said, signed_in
from accounts.tests.proving import code, give_app, prove
from accounts.tokens import guards, headless_urls
from cms.tests.cast import CMS
from conftest import ClientFor
from numoraq.rls.identity import as_user, current
from numoraq.tests import belongings

__all__ = ["program", "signed_in"]

pytestmark = pytest.mark.django_db

NEW = "another plain sentence"
PASSWORD_CHANGE = "account/password/change"
TOTP = "account/authenticators/totp"


def test_every_address_of_allauths_is_in_a_list() -> None:
    found = {route for route, _pattern in headless_urls.stock()}
    assert found <= set(headless_urls.RULES) | headless_urls.NOT_SERVED
    assert not set(headless_urls.RULES) & headless_urls.NOT_SERVED
    assert set(headless_urls.OURS) <= set(headless_urls.RULES)
    of_an_account = {r: rule for r, rule in headless_urls.RULES.items() if "/account/" in r}
    assert guards.anybody not in of_an_account.values()


def test_from_signing_up_to_signing_out(program: Program) -> None:
    answer = program.ask("auth/signup", {"email": "new@example.org", "password": NEW})
    assert answer.status_code == 401
    assert flows(answer)["verify_email"]
    assert program.access_token == ""
    assert program.ask("auth/email/verify", {"key": "wrong"}).status_code == 400
    assert program.ask("auth/email/verify", {"key": code_for("new@example.org")}).status_code == 200
    assert program.api().json()["email"] == "new@example.org"
    first = program.refresh_token
    assert program.refresh().status_code == 200
    assert program.refresh_token != first
    assert program.api().status_code == 200
    assert program.ask("auth/session", method="DELETE").status_code == 401
    assert program.api().status_code == 401
    assert codes(program.refresh()) == ["refresh_token_not_found"]


def test_a_factor_is_asked_for_before_there_are_tokens(program: Program, alice: User) -> None:
    give_app(alice)
    answer = program.sign_in(alice)
    assert answer.status_code == 401
    assert flows(answer)["mfa_authenticate"]
    assert program.access_token == ""
    assert program.ask("auth/2fa/authenticate", {"code": "000000"}).status_code == 400
    assert program.ask("auth/2fa/authenticate", {"code": code()}).status_code == 200
    claims = said(program.access_token)
    assert claims["aal"] == "aal2"
    assert "totp" in [proof["method"] for proof in claims["amr"]]
    program.refresh()
    assert said(program.access_token)["aal"] == "aal2"
    assert program.api("/api/v1/exports/entries.json").status_code == 200


def test_a_program_is_listed_where_one_is_signed_in(signed_in: Program, alice: User) -> None:
    (row,) = signed_in.api("/api/v1/sessions/").json()
    assert row["device"] == "Sheets/2.1"
    assert row["is_current"]
    assert said(signed_in.access_token)["session_id"] == row["id"]


def test_a_wrong_password_and_a_stranger_are_told_the_same(
    new_browser: NewBrowser, alice: User
) -> None:
    wrong = {"password": "not the password"}
    told = [
        Program(new_browser).ask("auth/login", {"email": email, **wrong})
        for email in (alice.email, "nobody@example.org")
    ]
    assert told[0].status_code == told[1].status_code == 400
    assert told[0].json() == told[1].json()


def test_tries_count_together_with_those_of_the_page(new_browser: NewBrowser, alice: User) -> None:
    wrong = "not the password"
    for _ in range(3):
        Program(new_browser).sign_in(alice, wrong)
    for _ in range(3):
        new_browser().post("/accounts/login/", {"login": alice.email, "password": wrong})
    assert codes(Program(new_browser).sign_in(alice)) == ["too_many_login_attempts"]


def test_an_address_that_is_taken_is_answered_alike(
    new_browser: NewBrowser, alice: User, hashed: list[str]
) -> None:
    told, work = [], []
    for email in ("new@example.org", alice.email):
        hashed.clear()
        told.append(Program(new_browser).ask("auth/signup", {"email": email, "password": NEW}))
        work.append(len(hashed))
    one, two = (answer.json() for answer in told)
    assert one["data"] == two["data"]
    assert told[0].status_code == told[1].status_code == 401
    assert work[0] == work[1]
    assert "already" in last_mail(to=alice.email).subject


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
def test_asking_for_a_new_password_tells_nothing(program: Program, alice: User, email: str) -> None:
    answer = program.ask("auth/password/request", {"email": email})
    assert (answer.status_code, answer.json()) == (200, {"status": 200})
    assert mail.outbox[-1].to == [email]


def test_a_demo_is_refused(program: Program, client: Client) -> None:
    client.post("/demo/", {"persona": "employee"})
    program.session_token = client.cookies["sessionid"].value
    for path, method in (("auth/session", "GET"), (TOTP, "GET"), ("account/email", "GET")):
        assert program.ask(path, method=method).status_code == 403
    assert program.access_token == program.refresh_token == ""


def test_nobody_signs_up_with_the_address_of_a_demo(program: Program) -> None:
    sent = {"email": f"x@{demo.DOMAIN}", "password": NEW}
    assert program.ask("auth/signup", sent).status_code == 400


def test_cookies_and_access_tokens_open_nothing_here(
    client_for: ClientFor, signed_in: Program, alice: User
) -> None:
    client = client_for(alice)
    for headers in ({}, {"authorization": f"Bearer {signed_in.access_token}"}):
        for path in ("auth/session", "account/email", TOTP):
            assert client.get(BASE + path, headers=headers).status_code == 401
    assert client.get("/settings/").status_code == 200


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_a_cookie_changes_nothing_at_any_address(
    client_for: ClientFor, alice: User, method: str
) -> None:
    client = client_for(alice)
    prove(client, alice)
    before = belongings.picture(alice)
    for route, rule in headless_urls.RULES.items():
        answer = client.generic(method, f"/_allauth/app/{route}", "{}", "application/json")
        assert answer.status_code in {200, 400, 401, 404, 405, 409}, route
        if rule is not guards.anybody:
            assert answer.status_code in {401, 404}, route
    assert belongings.picture(alice) == before
    assert client.get("/settings/").status_code == 200


def test_a_cookie_of_somebody_else_changes_nothing(
    new_browser: NewBrowser, client_for: ClientFor, alice: User, bob: User
) -> None:
    program = Program(new_browser)
    program.client.cookies = client_for(bob).cookies
    before = current()
    program.sign_in(alice)
    emails = program.ask("account/email", method="GET").json()["data"]
    assert [row["email"] for row in emails] == [alice.email]
    assert program.api().json()["email"] == alice.email
    assert current() == before
    assert program.client.get(ME).json()["email"] == bob.email


def test_an_ended_session_is_over_here_too(signed_in: Program, alice: User) -> None:
    with as_user(alice):
        sessions.end_others(user=alice, keep=None)
    assert signed_in.ask("auth/session", method="GET").status_code == 410
    assert signed_in.api().status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "tokens/refresh", 405), ("GET", "account/phone", 404), ("GET", "no/such", 404)],
)
def test_what_is_wrong_is_said_in_json(
    client: Client, db: None, method: str, path: str, status: int
) -> None:
    answer = client.generic(method, BASE + path, "", content_type="application/json")
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/json"
    assert json.loads(answer.content)["status"] == status


def test_no_other_site_may_read_and_no_cookie_is_set(signed_in: Program) -> None:
    answer = signed_in.client.post(BASE + "auth/login", headers={"origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in answer
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("path", [BASE + "config", "/.well-known/jwks.json"])
def test_the_cms_serves_none_of_it(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 200
    assert client.get(path, headers={"host": CMS}).status_code in {302, 404}


def test_its_document_is_served(client: Client, db: None) -> None:
    told = client.get("/_allauth/openapi.json").json()
    served = {f"/_allauth/app/{route}" for route, _pattern in headless_urls.stock()}
    ours = {f"/_allauth/app/{route}" for route in headless_urls.ADDED}
    assert ours <= set(told["paths"])
    served |= ours
    assert "/_allauth/app/v1/auth/login" in told["paths"]
    assert set(told["paths"]) <= served
    assert not any(path.endswith(tuple(headless_urls.NOT_SERVED)) for path in told["paths"])


@pytest.mark.parametrize("path", ["nope", "auth/code/request", "auth/provider/token"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_address_there_is_not_is_told_in_json(program: Program, path: str, method: str) -> None:
    answer = program.ask(path, method=method)
    assert (answer.status_code, answer.json()) == (404, {"status": 404})
