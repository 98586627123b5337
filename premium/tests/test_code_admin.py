"""Codes in the CMS: made by administrators, in a file once; switched off; never shown whole."""

import csv
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from cms.models import AuditEntry
from cms.roles import Role
from cms.tests.cast import cms_of, staff_of
from numoraq.rls.identity import as_staff, as_user
from premium.errors import CodeRefused
from premium.models import Code
from premium.services import codes
from premium.tests.codes import code, stored, word
from premium.tests.make import START

pytestmark = pytest.mark.django_db
MAKE, LIST, REDEEMED = "/codes/", "/premium/code/", "/premium/redemption/"
SOON = f"{timezone.now() + timedelta(days=9):%Y-%m-%dT%H:%M}"


@pytest.fixture
def cms(dana: User) -> Client:
    """Return Dana's browser in the CMS."""
    return cms_of(dana)


def form(**changed: str) -> dict[str, str]:
    """Return a form for three codes of thirty days, with changes."""
    filled = {
        "once": str(uuid4()),
        "type": "time_credit",
        "value": "720",
        "count": "3",
        "max_uses": "1",
        "expires_at": "",
        "word": "",
        "note": "For the newsletter",
    }
    return filled | changed


def sheet(answer: Any) -> list[dict[str, str]]:
    """Return the rows of a file."""
    return list(csv.DictReader(answer.content.decode().splitlines()))


def act(client: Client, action: str, rows: list[Code], reason: str = "Leaked") -> Any:
    """Run an action of the list."""
    picked = {"action": action, "_selected_action": [row.pk for row in rows], "reason": reason}
    return client.post(LIST, picked, follow=True)


def rows(dana: User) -> list[Code]:
    """Return the codes there are, as staff see them."""
    with as_staff(dana):
        return list(Code.objects.order_by("created_at", "id"))


def test_codes_come_as_a_file_once(cms: Client, alice: User, dana: User) -> None:
    once = form()
    answer = cms.post(MAKE, once)
    assert answer["Content-Type"].startswith("text/csv")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    made = [row["code"] for row in sheet(answer)]
    assert len(set(made)) == 3
    with as_user(alice):
        assert codes.redeem(user=alice, typed=made[1], at=timezone.now()).value == 720
    again = cms.post(MAKE, once)
    assert again.status_code == 422
    assert "This form has made its codes already" in again.content.decode()
    assert len(rows(dana)) == 3


def test_nothing_in_the_cms_or_the_database_shows_one_whole(cms: Client, dana: User) -> None:
    made = [row["code"] for row in sheet(cms.post(MAKE, form()))]
    pages = [LIST, *(f"{LIST}{row.pk}/change/" for row in rows(dana)), "/cms/auditentry/"]
    with as_staff(dana):
        logged = str(list(AuditEntry.objects.values()))
        kept = str(list(Code.objects.values()))
    texts = [*(cms.get(page).content.decode() for page in pages), logged, kept]
    for plain in made:
        for text in texts:
            assert plain not in text
            assert plain.replace("-", "") not in text
            assert plain[:14] not in text
    assert "code_hash" not in texts[1]


def test_making_is_on_the_record(cms: Client, dana: User) -> None:
    once = form(count="5")
    cms.post(MAKE, once)
    with as_staff(dana):
        entry = AuditEntry.objects.get(action="code.made")
    assert (entry.admin_user_id, entry.details["reason"]) == (dana.pk, "For the newsletter")
    assert entry.details["after"]["codes"] == 5
    assert entry.details["after"]["batch"] == once["once"]


def test_ten_thousand_at_once_and_no_more(cms: Client, dana: User) -> None:
    assert len(sheet(cms.post(MAKE, form(count="10000")))) == 10_000
    assert cms.post(MAKE, form(count="10001")).status_code == 422


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"value": "0"}, "greater than or equal to 1"),
        ({"value": "99999999"}, "At most 87840."),
        ({"type": "tier_upgrade", "value": "50001"}, "At most 50000."),
        ({"type": "gift"}, "Select a valid choice"),
        ({"note": ""}, "This field is required"),
        ({"expires_at": "2020-01-01T00:00"}, "This is over already."),
        ({"word": "WELCOME"}, "There is one code of a word."),
        ({"word": "WELCOME", "count": "1"}, "Say when the word ends."),
        ({"word": "SUMMER", "count": "1", "value": "745", "expires_at": SOON}, "At most 744."),
        ({"word": "short", "count": "1"}, "A word has 6 to 15 letters"),
        ({"word": "0123456789ABCDEFG", "count": "1"}, "A word has 6 to 15 letters"),
        ({"once": "x"}, "valid UUID"),
    ],
)
def test_what_cannot_be_is_told(cms: Client, dana: User, wrong: dict[str, str], told: str) -> None:
    answer = cms.post(MAKE, form(**wrong))
    assert answer.status_code == 422
    if "once" not in wrong:  # it is hidden, and so is what is wrong with it
        assert told in answer.content.decode()
    assert rows(dana) == []


def test_a_word_is_redeemed_by_many(cms: Client, alice: User, dana: User) -> None:
    wanted = form(word="Welcome", count="1", value="168", max_uses="500", expires_at=SOON)
    assert cms.post(MAKE, wanted)["location"] == LIST
    with as_user(alice):
        assert codes.redeem(user=alice, typed="welcome", at=timezone.now()).gave == "7 days"
    taken = cms.post(MAKE, wanted | {"once": str(uuid4())})
    assert "There is such a word already." in taken.content.decode()
    assert cms.post(MAKE, wanted).status_code == 422


def test_a_code_is_switched_off_and_on_with_a_reason(cms: Client, alice: User, dana: User) -> None:
    plain = code(dana)
    act(cms, "switch_off", rows(dana), reason=" ")
    assert stored(dana).is_active
    act(cms, "switch_off", rows(dana))
    act(cms, "switch_off", rows(dana))
    with as_user(alice), pytest.raises(CodeRefused):
        codes.redeem(user=alice, typed=plain, at=START)
    act(cms, "switch_on", rows(dana), reason="It was a mistake")
    with as_user(alice):
        codes.redeem(user=alice, typed=plain, at=START)
    with as_staff(dana):
        found = AuditEntry.objects.filter(target_type="premium.code").order_by("seq")
        acts = [(entry.action, entry.details["reason"]) for entry in found]
    assert acts[1:] == [
        ("code.deactivated", "Leaked"),
        ("code.activated", "It was a mistake"),
    ]


def test_a_leaked_file_is_switched_off_whole(cms: Client, dana: User) -> None:
    other = code(dana)
    cms.post(MAKE, form(count="4"))
    batch = rows(dana)[-1].batch
    picked = [row for row in rows(dana) if row.batch == batch]
    act(cms, "switch_off_batch", picked[:2])
    assert [row.batch for row in rows(dana) if row.is_active] == [rows(dana)[0].batch]
    assert other
    with as_staff(dana):
        (entry,) = AuditEntry.objects.filter(action="code.batch_deactivated")
    assert entry.details["after"] == {"batch": str(batch), "codes": 4}


def test_who_redeemed_what_is_found(cms: Client, alice: User, bob: User, dana: User) -> None:
    plain = code(dana, max_uses=2)
    for person in (alice, bob):
        with as_user(person):
            codes.redeem(user=person, typed=plain, at=START)
    row = stored(dana)
    link = f"{REDEEMED}?q={row.pk}"
    assert f'href="{link}">2 / 2</a>' in cms.get(LIST).content.decode()
    assert alice.email not in cms.get(REDEEMED).content.decode()
    listed = cms.get(f"{REDEEMED}?q={row.pk}").content.decode()
    assert alice.email in listed
    assert bob.email in listed
    assert bob.email not in cms.get(f"{REDEEMED}?q={alice.email}").content.decode()
    with as_staff(dana):
        looks = AuditEntry.objects.filter(action="redemption.listed").order_by("seq")
        assert [look.target_id for look in looks] == [str(row.pk), str(alice.pk)]


def test_codes_are_found_by_what_is_shown_of_them(cms: Client, dana: User) -> None:
    plain, word_row = code(dana), word(dana, "welcome")
    for term, is_random in (
        (plain[15:19].lower(), True),
        (str(word_row.batch), False),
        ("we", False),
    ):
        text = cms.get(f"{LIST}?q={term}").content.decode()
        assert (f"{plain[15:19]}-•" in text) is is_random
        assert ("WE••••" in text) is not is_random


@pytest.mark.parametrize(
    ("role", "makes", "looks"),
    [(Role.ADMINISTRATOR, 200, 200), (Role.SUPPORT, 403, 200), (Role.FINANCE, 403, 403)],
)
def test_administrators_make_and_support_looks(
    dana: User, role: Role, makes: int, looks: int
) -> None:
    code(dana)
    client = cms_of(staff_of(role))
    assert client.get(MAKE).status_code == makes
    assert client.post(MAKE, form()).status_code == makes
    assert (f'href="{MAKE}"' in client.get("/").content.decode()) is (makes == 200)
    listed = client.get(LIST)
    assert listed.status_code == looks
    assert (f'href="{MAKE}" class="addlink"' in listed.content.decode()) is (makes == 200)
    assert client.get(REDEEMED).status_code == looks


def test_support_switches_nothing(dana: User) -> None:
    code(dana)
    act(cms_of(staff_of(Role.SUPPORT)), "switch_off", rows(dana))
    assert stored(dana).is_active


@pytest.mark.parametrize("query", ["code_hash=x", "code_hash__startswith=a"])
def test_the_hash_is_not_asked_for(cms: Client, query: str) -> None:
    assert cms.get(f"{LIST}?{query}").status_code == 400
