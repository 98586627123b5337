"""People in the CMS: what staff see of them and do to them."""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User
from accounts.tests.conftest import Answer
from accounts.tests.proving import prove
from cms.models import AuditEntry
from cms.roles import Role
from cms.services import staff
from conftest import ClientFor
from numoraq.rls.identity import as_staff

CMS = "cms.localhost"
PEOPLE = "/accounts/user/"
PROFILES = "/accounts/profile/"

type CmsFor = Callable[[User], Client]


@pytest.fixture
def cms_for() -> CmsFor:
    """Return a function that gives a browser with the CMS open."""

    def sign_in(user: User) -> Client:
        client = Client(headers={"host": CMS})
        client.force_login(user)
        prove(client, user)
        return client

    return sign_in


@pytest.fixture
def support(bob: User, dana: User) -> User:
    """Return Bob, made support by Dana."""
    with as_staff(dana):
        staff.set_role(person=bob, role=Role.SUPPORT, actor=dana, reason="hired")
    bob.refresh_from_db()
    return bob


def act(client: Client, action: str, person: User, reason: str = "because", **more: str) -> Answer:
    """Run an action on one person."""
    sent = {"action": action, "_selected_action": [str(person.pk)], "reason": reason}
    return client.post(PEOPLE, {**sent, **more})


def actions(content: bytes) -> set[str]:
    """Return the actions a list offers."""
    return set(re.findall(r'<option value="(\w+)"', content.decode()))


@pytest.mark.parametrize("page", [PEOPLE, PROFILES])
def test_lists_are_for_staff_on_their_host(
    page: str, cms_for: CmsFor, client_for: ClientFor, alice: User, support: User, dana: User
) -> None:
    for person in (support, dana):
        assert alice.email.encode() in cms_for(person).get(page).content
    assert cms_for(alice).get(page).status_code in {302, 403, 404}
    assert Client(headers={"host": CMS}).get(page).status_code == 302
    assert client_for(dana).get(page).status_code == 404


@pytest.mark.parametrize("page", [PEOPLE, PROFILES])
@pytest.mark.parametrize("term", ["alice", "ALICE@example", "  alice@example.org "])
def test_people_are_found_by_how_their_address_begins(
    cms_for: CmsFor, alice: User, bob: User, dana: User, page: str, term: str
) -> None:
    content = cms_for(dana).get(page, {"q": term}).content
    assert alice.email.encode() in content
    assert bob.email.encode() not in content


def test_a_page_shows_no_password_and_cannot_be_saved(
    cms_for: CmsFor, alice: User, dana: User
) -> None:
    client = cms_for(dana)
    url = f"{PEOPLE}{alice.pk}/change/"
    content = client.get(url).content.decode()
    assert alice.email in content
    assert alice.password not in content
    assert "md5$" not in content
    assert client.post(url, {"email": "x@example.org"}).status_code == 403
    assert client.post(f"{PEOPLE}{alice.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{PEOPLE}add/").status_code == 403


def test_support_locks_out_and_lets_in_with_a_reason(
    cms_for: CmsFor, client_for: ClientFor, alice: User, support: User
) -> None:
    hers, theirs = client_for(alice), cms_for(support)
    act(theirs, "deactivate", alice, reason="")
    assert hers.get("/settings/").status_code == 200
    act(theirs, "deactivate", alice, reason="stolen phone")
    assert hers.get("/settings/").status_code == 302
    act(theirs, "reactivate", alice)
    alice.refresh_from_db()
    assert alice.is_active
    with as_staff(support):
        done = AuditEntry.objects.filter(target_user_id=alice.pk, action__startswith="person.")
        assert [entry.action for entry in done.order_by("seq")] == [
            "person.deactivated",
            "person.reactivated",
        ]


def test_nobody_locks_out_themselves_or_those_above(
    cms_for: CmsFor, support: User, dana: User
) -> None:
    act(cms_for(support), "deactivate", dana)
    act(cms_for(dana), "deactivate", dana)
    dana.refresh_from_db()
    assert dana.is_active


def test_only_administrators_give_and_take_rights(
    cms_for: CmsFor, alice: User, support: User, dana: User
) -> None:
    offered = actions(cms_for(support).get(PEOPLE).content)
    assert offered == {"deactivate", "reactivate", "close_account", "call_deletion_off"}
    act(cms_for(support), "make_administrator", alice)
    alice.refresh_from_db()
    assert not alice.is_staff


@pytest.mark.parametrize(
    ("action", "role"),
    [
        ("make_support", Role.SUPPORT),
        ("make_editor", Role.EDITOR),
        ("make_finance", Role.FINANCE),
        ("make_administrator", Role.ADMINISTRATOR),
    ],
)
def test_each_role_is_given_and_taken(
    cms_for: CmsFor, alice: User, dana: User, action: str, role: Role
) -> None:
    client = cms_for(dana)
    act(client, action, alice)
    assert rights(alice) == (True, [role.value])
    act(client, "take_rights", alice)
    assert rights(alice) == (False, [])


def rights(person: User) -> tuple[bool, list[str]]:
    """Return whether a person is staff, and their roles, as they are now."""
    person.refresh_from_db()
    return person.is_staff, [group.name for group in person.groups.all()]


def test_lists_cost_the_same_however_many_people_there_are(
    cms_for: CmsFor, dana: User, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    client = cms_for(dana)
    for number in range(20):
        User.objects.create_user(f"person{number}@example.org")
    for page in (PEOPLE, PROFILES):
        with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
            client.get(page)


def test_it_is_seen_whose_address_is_proven(
    cms_for: CmsFor, alice: User, bob: User, dana: User
) -> None:
    EmailAddress.objects.filter(user=bob).update(verified=False)
    client = cms_for(dana)
    shown = client.get(PEOPLE).content.decode()
    assert "Address proven" in shown
    found = {answer: client.get(PEOPLE, {"proven": answer}).text for answer in ("yes", "no", "x")}
    assert [alice.email in found[answer] for answer in ("yes", "no", "x")] == [True, False, True]
    assert [bob.email in found[answer] for answer in ("yes", "no", "x")] == [False, True, True]
    assert client.get(f"{PEOPLE}{bob.pk}/change/").status_code == 200
