"""The history of sign-ins."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import selectors_sign_ins
from accounts.models import AuthSession, SignIn, User
from accounts.services import sign_ins
from accounts.tests.conftest import NewBrowser
from accounts.tests.proving import code, give_app
from accounts.tests.test_factors import AGAIN, SECOND
from accounts.tests.test_sessions import FIREFOX, PHONE
from accounts.tests.test_sign_in import sign_in
from cms.roles import Role
from cms.tests.cast import cms_of, staff_of
from conftest import ClientFor
from numoraq.rls.identity import as_login_role, as_user

pytestmark = pytest.mark.django_db

API, PAGE, ALL = "/api/v1/sign-ins/", "/settings/security/", "/settings/security/sign-ins/"
WRONG = "not the password"


def rows(user: User) -> list[SignIn]:
    """Return a person's sign-ins as they see them, the oldest first."""
    with as_user(user):
        return list(SignIn.objects.filter(user=user).order_by("at", "id"))


def outcomes(user: User) -> list[tuple[str, str]]:
    """Return outcome and method of a person's sign-ins, the oldest first."""
    return [(row.outcome, row.method) for row in rows(user)]


def make(user: User, *, at: datetime, outcome: str = "succeeded", agent: str = "") -> SignIn:
    """Store a sign-in."""
    with as_login_role():
        return SignIn.objects.create(user=user, at=at, outcome=outcome, user_agent=agent)


def note_failure(email: str) -> None:
    """Note a wrong password for an address."""
    failed, now = SignIn.Outcome.FAILED, timezone.now()
    sign_ins.note_failure(email=email, outcome=failed, method="password", at=now)


# ---- what is noted


def test_a_sign_in_is_noted_with_where_and_how(alice: User, new_browser: NewBrowser) -> None:
    sign_in(new_browser(user_agent=FIREFOX), alice.email)
    (row,) = rows(alice)
    assert (row.outcome, row.method, row.ip) == ("succeeded", "password", "127.0.0.1")
    assert row.device == "Firefox, Linux"
    with as_user(alice):
        assert row.session_id == AuthSession.objects.get().pk


def test_a_wrong_password_is_noted(alice: User, new_browser: NewBrowser) -> None:
    sign_in(new_browser(user_agent=PHONE), "  ALICE@example.org ", WRONG)
    (row,) = rows(alice)
    assert (row.outcome, row.method, row.device) == ("failed", "password", "Safari, iPhone")
    assert row.session_id is None


def test_tries_beyond_the_limit_are_refused(alice: User, new_browser: NewBrowser) -> None:
    for _try in range(6):
        sign_in(new_browser(), alice.email, WRONG)
    assert [row.outcome for row in rows(alice)] == ["failed"] * 5 + ["refused"]


def test_a_closed_account_refuses(alice: User, dana: User, new_browser: NewBrowser) -> None:
    cms_of(dana).post(
        "/accounts/user/",
        {"action": "deactivate", "_selected_action": str(alice.pk), "reason": "Asked for"},
    )
    sign_in(new_browser(), alice.email)
    assert [row.outcome for row in rows(alice)] == ["refused"]


def test_a_wrong_code_is_noted(alice: User, new_browser: NewBrowser) -> None:
    give_app(alice)
    browser = new_browser()
    sign_in(browser, alice.email)
    browser.post(SECOND, {"code": "000000"})
    assert outcomes(alice) == [("failed", "totp")]


def test_a_wrong_code_before_something_that_matters_is_noted(
    alice: User, new_browser: NewBrowser
) -> None:
    browser = new_browser()
    sign_in(browser, alice.email)
    give_app(alice)
    browser.post(AGAIN, {"code": "000000"})
    assert outcomes(alice) == [("succeeded", "password"), ("failed", "totp")]


def test_a_sign_in_by_two_factors_is_one_row(alice: User, new_browser: NewBrowser) -> None:
    give_app(alice)
    browser = new_browser()
    sign_in(browser, alice.email)
    browser.post(SECOND, {"code": code()})
    assert outcomes(alice) == [("succeeded", "totp")]


def test_bob_is_not_noted_for_alice(alice: User, bob: User, new_browser: NewBrowser) -> None:
    sign_in(new_browser(), bob.email, WRONG)
    assert rows(alice) == []
    assert len(rows(bob)) == 1


# ---- nothing is told to strangers


def test_a_failure_is_noted_by_the_same_steps_for_a_stranger(alice: User) -> None:
    done = []
    for email in (alice.email, "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            note_failure(email)
        told = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
        done.append([sql.split(" WHERE ")[0].split(" VALUES ")[0] for sql in told])
    assert done[0] == done[1]
    assert len(done[0]) == 3  # who it is, the row, what is too much


def test_a_stranger_is_answered_the_same_and_hashed_as_often(
    alice: User, new_browser: NewBrowser, hashed: list[str]
) -> None:
    answers = []
    for email in (alice.email, "nobody@example.org"):
        hashed.clear()
        answer = sign_in(new_browser(), email, WRONG)
        text = answer.context["form"].non_field_errors()
        answers.append((answer.status_code, text, list(hashed), len(mail.outbox)))
    assert answers[0] == answers[1]
    with as_login_role():
        assert SignIn.objects.count() == 2


def test_a_stranger_is_a_row_that_nobody_sees(
    alice: User, dana: User, new_browser: NewBrowser
) -> None:
    sign_in(new_browser(), "nobody@example.org", WRONG)
    with as_login_role():
        assert list(SignIn.objects.values_list("user", "outcome")) == [(None, "failed")]
    with as_user(alice):
        assert not SignIn.objects.exists()
    shown = cms_of(dana).get("/accounts/signin/?q=None").context["cl"]
    assert shown.result_count == 0


# ---- what is shown


def test_the_security_page_shows_the_last_ten(alice: User, new_browser: NewBrowser) -> None:
    browser = new_browser(user_agent=FIREFOX)
    sign_in(browser, alice.email)
    page = browser.get(PAGE).content.decode()
    assert "Recent sign-ins" in page
    assert ALL not in page
    sign_in(new_browser(user_agent=PHONE), alice.email, WRONG)
    assert "wrong password or code" in browser.get(PAGE).content.decode()
    for day in range(1, 12):
        make(alice, at=timezone.now() - timedelta(days=day))
    page = browser.get(PAGE).content.decode()
    assert page.count('<span class="fi') >= 10
    assert ALL in page


def test_all_of_them_are_shown_page_by_page(
    alice: User, bob: User, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(alice)
    now = timezone.now()
    mine = [make(alice, at=now - timedelta(days=1), agent=f"Browser-{n}") for n in range(60)]
    make(bob, at=now, agent="Browser-of-Bob")
    first = client.get(ALL)
    second = client.get(f"{ALL}?after={first.context['page'].next}")
    shown = first.content.decode() + second.content.decode()
    assert all(row.user_agent in shown for row in mine)
    assert "Browser-of-Bob" not in shown
    assert "Previous" in second.content.decode()
    assert "Next" not in second.content.decode()


@pytest.mark.parametrize("after", ["nonsense", "", str(UUID(int=7))])
def test_a_place_that_is_none_is_the_beginning(
    alice: User, client_for: ClientFor, after: str
) -> None:
    assert len(client_for(alice).get(f"{ALL}?after={after}").context["page"].rows) == 1


def test_the_row_of_somebody_else_is_no_place(alice: User, bob: User) -> None:
    now = timezone.now()
    mine, his = make(alice, at=now), make(bob, at=now - timedelta(days=1))
    with as_user(alice):
        page = selectors_sign_ins.page(user=alice, after=his.pk)
    assert (page.rows, page.next) == ([mine], None)


def test_the_api_pages_through_them(alice: User, client_for: ClientFor) -> None:
    client = client_for(alice)
    for day in range(1, 5):
        make(alice, at=timezone.now() - timedelta(days=day), outcome="failed")
    seen: list[dict[str, Any]] = []
    asked: dict[str, str] | None = {"size": "2"}
    while asked:
        body = client.get(API, asked).json()
        seen += body["results"]
        asked = {"size": "2", "cursor": body["next"]} if body["next"] else None
    assert [row["outcome"] for row in seen] == ["succeeded"] + ["failed"] * 4
    assert len({row["id"] for row in seen}) == 5
    assert [bool(row["session_id"]) for row in seen] == [True] + [False] * 4


@pytest.mark.parametrize("query", ["size=0", "size=201", "cursor=nonsense", "page=2"])
def test_a_bad_question_names_its_field(alice: User, client_for: ClientFor, query: str) -> None:
    answer = client_for(alice).get(f"{API}?{query}")
    assert (answer.status_code, list(answer.json())) == (400, [query.partition("=")[0]])


def test_strangers_see_nothing(new_browser: NewBrowser) -> None:
    assert new_browser().get(API).status_code in {401, 403}
    assert new_browser().get(ALL)["Location"].startswith("/accounts/login/")


def test_sql_as_the_person_only_reads(alice: User, bob: User) -> None:
    row = make(alice, at=timezone.now())
    with as_user(bob):
        assert not SignIn.objects.exists()
    with as_user(alice):
        assert SignIn.objects.count() == 1
        for act in (
            lambda: SignIn.objects.create(user=alice, at=row.at, outcome="succeeded"),
            lambda: SignIn.objects.update(outcome="succeeded"),
            lambda: SignIn.objects.all().delete(),
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                act()


def test_staff_see_them_where_their_role_may(alice: User, new_browser: NewBrowser) -> None:
    sign_in(new_browser(user_agent=FIREFOX), alice.email)
    support, finance = cms_of(staff_of(Role.SUPPORT)), cms_of(staff_of(Role.FINANCE))
    person = f"/accounts/user/{alice.pk}/change/"
    assert "Firefox, Linux" in support.get(f"/accounts/signin/?q={alice.email}").content.decode()
    assert "Firefox, Linux" in support.get(person).content.decode()
    assert "Firefox, Linux" not in finance.get(person).content.decode()
    assert finance.get(f"/accounts/signin/?q={alice.email}").status_code == 403
