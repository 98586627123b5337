"""Personal access tokens on their page, in the API and in the CMS."""

from collections import defaultdict
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import RequestFactory
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from accounts.models import PersonalToken, User
from accounts.permissions import WithinScope
from accounts.services import people, sessions
from accounts.tests import proving
from accounts.tests.conftest import Browser, long_ago
from accounts.tests.test_sign_in import sign_in
from cms.models import AuditEntry
from cms.tests.cast import cms_of
from conftest import ClientFor
from numoraq.rls.identity import as_login_role, as_staff, as_user
from numoraq.tests import places

PAGE = "/settings/security/tokens/"
API = "/api/v1/tokens/"
ONCE = "00000000-0000-4000-8000-000000000001"
ASKED = {"once": ONCE, "name": "Sheet", "days": "30", "scopes": ["entries:read", "rates:write"]}


@pytest.fixture
def web(browser: Browser, alice: User) -> Browser:
    """Return a browser in which Alice has just signed in."""
    sign_in(browser, alice.email)
    return browser


def tokens(user: User) -> list[PersonalToken]:
    """Return somebody's tokens."""
    with as_user(user):
        return list(PersonalToken.objects.order_by("created_at"))


def test_a_token_is_shown_once(web: Browser, alice: User) -> None:
    page = web.post(PAGE, ASKED).content.decode()
    (token,) = tokens(alice)
    assert page.count("nq_pat_") == 2  # the secret, and the hint in the list
    assert "Entries, values and figures: read" in page
    assert timezone.now() + timedelta(days=29) < token.expires_at
    again = web.get(PAGE).content.decode()
    assert token.hint in again
    assert again.count("nq_pat_") == 1


@pytest.mark.parametrize("missing", ["name", "scopes", "days"])
def test_what_is_missing_is_said_beside_its_field(web: Browser, alice: User, missing: str) -> None:
    answer = web.post(PAGE, {key: value for key, value in ASKED.items() if key != missing})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {missing}
    assert tokens(alice) == []


def test_a_new_password_by_link_or_staff_ends_them(web: Browser, alice: User) -> None:
    web.post(PAGE, ASKED)
    session = web.session[sessions.KEY]
    for keep, count in ((session, 1), (None, 0)):
        with as_login_role():
            people.set_password(user=alice, password="x" * 20, at=timezone.now(), keep=keep)
        assert len(tokens(alice)) == count


def test_a_form_that_is_sent_again_makes_no_second_token(web: Browser, alice: User) -> None:
    web.post(PAGE, ASKED)
    again = web.post(PAGE, ASKED)
    assert again.status_code == 422
    assert "made already" in again.content.decode()
    assert len(tokens(alice)) == 1


def test_the_page_wants_the_password_once_more(web: Browser, alice: User) -> None:
    long_ago(web)
    for answer in (web.get(PAGE), web.post(PAGE, ASKED)):
        assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert tokens(alice) == []


def test_without_the_factor_of_the_person_no_token_is_made(web: Browser, alice: User) -> None:
    proving.give_app(alice)
    assert web.post(PAGE, ASKED)["Location"].startswith("/accounts/2fa/reauthenticate/")
    sent = {"name": "x", "scopes": ["entries:read"], "expires_at": "2026-12-01T00:00:00Z"}
    assert web.post(API, sent, content_type="application/json").status_code == 403
    assert tokens(alice) == []


def test_a_token_knows_how_well_its_maker_was_proven(web: Browser, alice: User) -> None:
    web.post(PAGE, ASKED)
    proving.prove(web, alice)
    web.post(PAGE, {**ASKED, "once": str(uuid4())})
    assert [token.aal for token in tokens(alice)] == ["aal1", "aal2"]


def test_one_ends_ones_own_and_finds_no_other(
    web: Browser, alice: User, bob: User, client_for: ClientFor
) -> None:
    web.post(PAGE, ASKED)
    path = f"{PAGE}{tokens(alice)[0].pk}/end/"
    assert client_for(bob).post(path).status_code == 404
    assert web.get(path).status_code == 405
    assert web.post(path)["Location"] == PAGE
    assert tokens(alice) == []
    assert web.post(path).status_code == 404


def test_a_demo_account_keeps_itself_first(alice: User, dana: User, client_for: ClientFor) -> None:
    with as_staff(dana):
        User.objects.filter(pk=alice.pk).update(is_demo=True)
    web = client_for(alice)
    assert web.get(PAGE)["Location"] == "/demo/keep/"
    assert web.post(API, sent(), content_type="application/json").status_code == 403


def sent(**changed: Any) -> dict[str, Any]:
    """Return what a program asks for."""
    ends = (timezone.now() + timedelta(days=3)).isoformat()
    return {"name": "Sheet", "scopes": ["entries:read"], "expires_at": ends, **changed}


def test_a_program_makes_lists_and_ends_them(alice: User, bob: User, client_for: ClientFor) -> None:
    web = client_for(alice)
    assert web.post(API, sent(), content_type="application/json").status_code == 403
    proving.freshen(web, alice)
    made = web.post(API, sent(), content_type="application/json")
    assert made.status_code == 201
    body = made.json()
    assert body.pop("secret").startswith(body["hint"])
    assert web.get(API).json() == [body]
    assert client_for(bob).get(API).json() == []
    assert client_for(bob).delete(f"{API}{body['id']}/").status_code == 404
    assert web.delete(f"{API}{body['id']}/").status_code == 204
    assert web.get(API).json() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 65),
        ("scopes", []),
        ("scopes", ["entries:all"]),
        ("expires_at", "yesterday"),
        ("expires_at", "2020-01-01T00:00:00Z"),
        ("expires_at", "2099-01-01T00:00:00Z"),
    ],
)
def test_a_bad_request_names_its_field(
    alice: User, client_for: ClientFor, field: str, value: Any
) -> None:
    web = proving.freshen(client_for(alice), alice)
    answer = web.post(API, sent(**{field: value}), content_type="application/json")
    assert answer.status_code == 400
    assert set(answer.json()) == {field}


def test_staff_end_one_on_the_record_and_see_no_secret(
    web: Browser, alice: User, dana: User
) -> None:
    web.post(PAGE, ASKED)
    (token,) = tokens(alice)
    cms = cms_of(dana)
    listed = cms.get(f"/accounts/personaltoken/?q={alice.email}").content.decode()
    assert "Sheet" in listed
    action = {"action": "end", "_selected_action": [str(token.pk)], "reason": "leaked"}
    cms.post(f"/accounts/personaltoken/?q={alice.email}", {**action, "confirmed": "yes"})
    with as_staff(dana):
        entry = AuditEntry.objects.filter(action="token.ended").get()
    assert entry.target_user_id == alice.pk
    assert tokens(alice) == []


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
def test_every_view_of_the_api_asks_for_the_scope(rf: RequestFactory, method: str) -> None:
    found = [view for view in (_view(place.route) for place in places.of("numoraq.urls")) if view]
    assert found
    default = list(api_settings.DEFAULT_PERMISSION_CLASSES)
    assert WithinScope in default
    for view in found:
        asking = view(request=Request(rf.generic(method, "/")))
        asked = [type(permission) for permission in asking.get_permissions()]
        assert asked[: len(default)] == default or view.__name__ == "SpectacularAPIView", view


def _view(route: str) -> type[APIView] | None:
    from django.urls import resolve

    if not route.startswith("api/"):
        return None
    owned: dict[str, object] = defaultdict(lambda: "00000000-0000-4000-8000-000000000000")
    (place,) = [one for one in places.of("numoraq.urls") if one.route == route][:1]
    view: type[APIView] | None = getattr(resolve(place.path(owned)).func, "cls", None)
    return view
