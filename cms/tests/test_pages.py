"""Every page of the CMS, under the real role of staff."""

import re
from datetime import date
from typing import Any

import pytest
from allauth.socialaccount.models import SocialApp
from django.contrib.admin import ModelAdmin
from django.db import models
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import (
    SSODomain,
    SSOProvider,
    User,
)  # fmt: skip
from cms import audit
from cms.audited import AuditedModelAdmin
from cms.models import AuditEntry
from cms.roles import Role
from cms.site import site
from cms.tests.cast import cms_of, staff_of
from cms.tests.rows import READ_ONLY, REGISTERED, filled
from finance.models import Entry
from gamification.models import (
    LedgerEntry,
    Tier,
)
from numoraq.rls.identity import Identity, acting_as, as_staff, as_user
from premium.models import Grant, Plan

__all__ = ["filled"]

pytestmark = pytest.mark.django_db
NOT_FOR_PEOPLE = re.compile(r"Decimal\(| object at 0x|&lt;\w+: ")


def _address(model: type[models.Model]) -> str:
    return f"/{model._meta.app_label}/{model._meta.model_name}/"


def test_nothing_is_registered_that_is_not_tried_here() -> None:
    assert set(site._registry) == set(REGISTERED)


def test_the_site_holds_audited_admins_alone() -> None:
    admins: list[ModelAdmin[Any]] = list(site._registry.values())
    assert all(isinstance(admin, AuditedModelAdmin) for admin in admins)


@pytest.mark.parametrize("model", REGISTERED)
def test_lists_open_for_dana(
    alice: User, dana: User, filled: dict[Any, Any], model: type[models.Model]
) -> None:
    client = cms_of(dana)
    for query in ("", f"?q={alice.email}"):
        page = client.get(f"{_address(model)}{query}")
        assert page.status_code == 200
        assert "<h1>" in page.content.decode()
        assert not NOT_FOR_PEOPLE.search(page.content.decode())


@pytest.mark.parametrize("model", REGISTERED)
def test_rows_open_for_dana(dana: User, filled: dict[Any, Any], model: type[models.Model]) -> None:
    page = cms_of(dana).get(f"{_address(model)}{filled[model].pk}/change/")
    assert page.status_code == 200
    assert "History" in page.content.decode() or model is AuditEntry


@pytest.mark.parametrize("model", REGISTERED)
def test_nothing_is_added_or_deleted_by_hand(
    dana: User, filled: dict[Any, Any], model: type[models.Model]
) -> None:
    client = cms_of(dana)
    row = f"{_address(model)}{filled[model].pk}"
    is_made_here = model in {SocialApp, SSOProvider, SSODomain, Grant, LedgerEntry}
    closed = [] if is_made_here else [f"{_address(model)}add/"]
    for path in (*closed, f"{row}/delete/"):
        assert client.get(path).status_code == 403, path
        assert client.post(path, {"post": "yes"}).status_code == 403, path


@pytest.mark.parametrize("model", READ_ONLY)
def test_these_forms_cannot_be_saved(
    dana: User, filled: dict[Any, Any], model: type[models.Model]
) -> None:
    path = f"{_address(model)}{filled[model].pk}/change/"
    assert cms_of(dana).post(path, {"name": "Mine"}).status_code == 403


# Session, person, rights, savepoints and the log are the same for each: ten or so.
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/", 25),
        ("/accounts/user/", 9),
        ("/accounts/profile/", 8),
        ("/finance/entry/?q=alice@example.org", 15),
        ("/finance/valuation/?q=alice@example.org", 15),
        ("/premium/plan/", 8),
        ("/gamification/tier/", 8),
        ("/cms/auditentry/", 7),
        ("/wrappers/wrapperstat/", 8),
        ("/rates/", 5),
    ],
)
def test_pages_cost_the_same_with_more_rows(
    alice: User,
    dana: User,
    filled: dict[Any, Any],
    django_assert_max_num_queries: DjangoAssertNumQueries,
    path: str,
    queries: int,
) -> None:
    with as_user(alice):
        for day in range(2, 12):
            Entry.objects.create(
                user=alice, category="assets", name="More", amount=5, date=date(2026, 11, day)
            )
    with as_staff(dana):
        for _ in range(10):
            audit.record(action="tier.changed", actor=dana, target=alice)
    client = cms_of(dana)
    client.get(path)  # content types and the like are remembered
    with django_assert_max_num_queries(queries):
        assert client.get(path).status_code == 200


def test_secrets_are_nowhere(alice: User, dana: User, filled: dict[Any, Any]) -> None:
    with as_user(alice):
        entry = Entry.objects.get()
        entry.wallet_address = "bc1qsecret"
        entry.save(update_fields=["wallet_address"])
    client = cms_of(dana)
    person = client.get(f"/accounts/user/{alice.pk}/change/").content.decode()
    assert "Designates" not in person
    assert "Has every right in the CMS" in person
    money = client.get(f"/finance/entry/{entry.pk}/change/").content.decode()
    assert alice.password not in person
    assert alice.password.partition("$")[0] not in person
    assert "bc1qsecret" not in money


@pytest.mark.parametrize(
    "query",
    [
        "accounts/user/?password__startswith=a",
        "accounts/user/?password__regex=^a",
        "accounts/profile/?user__password__startswith=a",
        "finance/entry/?q=alice@example.org&wallet_address=b",
        "finance/import/?q=alice@example.org&file_key__startswith=k",
        "accounts/user/?email=%00",
        "cms/auditentry/?target_id=%00",
    ],
)
def test_secrets_cannot_be_guessed_by_filtering(
    dana: User, filled: dict[Any, Any], query: str
) -> None:
    assert cms_of(dana).get(f"/{query}").status_code == 400


def test_a_search_for_what_no_text_holds_finds_nothing(dana: User, filled: dict[Any, Any]) -> None:
    page = cms_of(dana).get("/finance/entry/?q=alice@example.org%00")
    assert page.status_code == 200
    assert "Savings" not in page.content.decode()


def test_what_people_own_is_listed_for_one_person_at_a_time(
    alice: User, bob: User, dana: User, filled: dict[Any, Any]
) -> None:
    client = cms_of(dana)
    assert "Savings" not in client.get("/finance/entry/").content.decode()
    assert "Savings" not in client.get(f"/finance/entry/?q={bob.email}").content.decode()
    assert "Savings" not in client.get("/finance/entry/?q=alice").content.decode()
    for term in (alice.email, str(alice.pk)):
        assert "Savings" in client.get(f"/finance/entry/?q={term}").content.decode()


def test_the_newest_rates_are_shown(dana: User, filled: dict[Any, Any]) -> None:
    page = cms_of(dana).get("/rates/").content.decode()
    assert "1.090000" in page
    assert "1.080000" not in page
    assert page.index("AUD") < page.index("USD")


def test_rates_are_for_those_who_may_see_them(filled: dict[Any, Any]) -> None:
    assert cms_of(staff_of(Role.FINANCE)).get("/rates/").status_code == 200
    editor = cms_of(staff_of(Role.EDITOR))
    assert editor.get("/rates/").status_code == 403
    assert "/rates/" not in editor.get("/").content.decode()
    assert Client(headers={"host": "cms.localhost"}).get("/rates/").status_code == 302


def test_the_sidebar_shows_what_a_role_may_see(filled: dict[Any, Any]) -> None:
    for role, seen, unseen in (
        (Role.SUPPORT, ["/accounts/user/", "/finance/entry/"], ["/cms/auditentry/"]),
        (Role.EDITOR, ["/premium/plan/"], ["/accounts/user/", "/finance/entry/"]),
        (Role.FINANCE, ["/rates/", "/accounts/user/"], ["/finance/entry/"]),
        (Role.ADMINISTRATOR, ["/cms/auditentry/", "/premium/plan/"], []),
    ):
        client = cms_of(staff_of(role))
        page = client.get("/").content.decode()
        for path in seen:
            assert f'href="{path}"' in page, (role, path)
            assert client.get(path).status_code == 200, (role, path)
        for path in unseen:
            assert f'href="{path}"' not in page, (role, path)
            assert client.get(path).status_code == 403, (role, path)


@pytest.mark.parametrize("model", [*READ_ONLY, Plan, Tier])
def test_a_forged_claim_sees_nothing(
    alice: User, dana: User, filled: dict[Any, Any], model: type[models.Model]
) -> None:
    rows: models.QuerySet[Any] = model._default_manager.all()
    with as_staff(dana):
        assert rows.all().exists()
    forged = Identity("nq_staff", str(alice.pk), f"{dana.pk}|99999999999|{'0' * 64}")
    with acting_as(forged):
        assert not rows.all().exists()


def test_apps_have_no_page_of_their_own(dana: User) -> None:
    assert cms_of(dana).get("/premium/")["location"] == "/"
