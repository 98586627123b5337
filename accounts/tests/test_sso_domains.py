"""Domains of organisations: proven by a record, routed by, and what follows when they lapse."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import dns.exception
import dns.resolver
import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from pytest_django import Settings

from accounts.models import SAMLConnection, SSODomain, SSOProvider, User
from accounts.services import sessions
from accounts.sso import domains, gate, selectors
from accounts.tests.conftest import Browser, last_mail
from cms.models import AuditEntry
from conftest import PASSWORD, make_person
from numoraq.rls.identity import as_login_role, as_service, as_staff, as_user
from numoraq.rls.logins import worker_login
from numoraq.tests.jobs import Jobs

NOW = datetime(2026, 11, 28, 4, tzinfo=UTC)
RECORDS: dict[str, list[str]] = {}
TOLD = "Addresses of this domain sign in by their organisation."


def answer(name: str) -> Sequence[str]:
    """Answer for the domain name system."""
    if name not in RECORDS:
        raise domains.NoAnswer(name)
    return RECORDS[name]


@pytest.fixture(autouse=True)
def _records(settings: Settings) -> Iterator[None]:
    settings.SSO_TXT_RESOLVER = "accounts.tests.test_sso_domains.answer"
    yield
    RECORDS.clear()


@pytest.fixture
def domain(dana: User) -> SSODomain:
    """Return the domain of Corp, not proven yet, whose provider speaks SAML."""
    with as_staff(dana):
        provider = SSOProvider.objects.create(resource_id="corp", name="Corp")
        SAMLConnection.objects.create(
            provider=provider,
            entity_id="https://idp.corp.example/",
            metadata_xml="<x/>",
            sso_url="https://idp.corp.example/sso",
            certificates=["MIIB"],
            certificate_expires_at=NOW + timedelta(days=900),
        )
        return SSODomain.objects.create(provider=provider, domain="corp.example")


def prove(domain: SSODomain, dana: User, *, sso_only: bool = False) -> None:
    """Have a domain proven, and its organisation perhaps the only way in."""
    with as_staff(dana):
        SSODomain.objects.filter(pk=domain.pk).update(verified_at=NOW)
        SSOProvider.objects.filter(pk=domain.provider_id).update(sso_only=sso_only)


def colleague(name: str = "jane") -> User:
    """Return somebody with an address of Corp's, and a password."""
    from allauth.account.models import EmailAddress

    person = make_person(name)
    with as_login_role():
        User.objects.filter(pk=person.pk).update(email=f"{name}@corp.example")
        EmailAddress.objects.filter(user=person).update(email=f"{name}@corp.example")
    person.refresh_from_db()
    return person


def check(domain: SSODomain, dana: User, at: datetime = NOW) -> bool:
    """Have Dana look at the record."""
    with as_staff(dana):
        domain.refresh_from_db()
        return domains.check_by_staff(domain=domain, actor=dana, at=at, reason="asked to")


def check_all(at: datetime) -> int:
    """Have the daily job look at all records."""
    with worker_login(), as_service():
        return domains.check_all(at=at)


@pytest.mark.parametrize(
    ("email", "found"),
    [("a@b.example", "b.example"), (" A@B.Example ", "b.example"), ("a@x@b.example", "b.example"),
     ("b.example", ""), ("@b.example", ""), ("", "")],
)  # fmt: skip
def test_the_domain_of_an_address(email: str, found: str) -> None:
    assert domains.of_address(email) == found


def test_the_record_proves_the_domain(domain: SSODomain, dana: User) -> None:
    RECORDS["_numoraq.corp.example"] = ["v=spf1", f" {domain.token} "]
    assert check(domain, dana)
    domain.refresh_from_db()
    assert (domain.verified_at, domain.checked_at) == (NOW, NOW)
    with as_staff(dana):
        entry = AuditEntry.objects.filter(action="ssodomain.checked").latest("seq")
    assert (entry.admin_user_id, entry.target_id) == (dana.pk, str(domain.pk))
    assert entry.details["reason"] == "asked to"


@pytest.mark.parametrize("records", [[], ["other"], ["x{token}"], ["{token}x"]])
def test_another_record_proves_nothing(domain: SSODomain, dana: User, records: list[str]) -> None:
    RECORDS[domain.record] = [record.format(token=domain.token) for record in records]
    assert not check(domain, dana)
    domain.refresh_from_db()
    assert domain.verified_at is None


def test_no_answer_is_no_verdict(domain: SSODomain, dana: User) -> None:
    with pytest.raises(domains.NoAnswer):
        check(domain, dana)
    with as_staff(dana):
        assert not AuditEntry.objects.filter(action="ssodomain.checked").exists()


@pytest.mark.django_db(transaction=True, databases=["default", "worker"])
def test_a_record_that_is_missing_for_a_week_proves_nothing(
    domain: SSODomain, dana: User, jobs: Jobs
) -> None:
    prove(domain, dana)
    RECORDS[domain.record] = []
    days = [NOW + timedelta(days=day) for day in range(9)]
    assert [check_all(at) for at in days[:7]] == [0] * 7
    domain.refresh_from_db()
    assert (domain.missing_since, domain.verified_at) == (NOW, NOW)
    assert check_all(days[7]) == 1
    assert check_all(days[8]) == 0
    domain.refresh_from_db()
    assert domain.verified_at is None
    jobs.run()
    assert "corp.example" in last_mail(to=dana.email).subject


@pytest.mark.django_db(transaction=True, databases=["default", "worker"])
def test_a_record_that_is_back_counts_from_the_beginning(domain: SSODomain, dana: User) -> None:
    prove(domain, dana)
    RECORDS[domain.record] = []
    check_all(NOW)
    RECORDS[domain.record] = [domain.token]
    check_all(NOW + timedelta(days=6))
    RECORDS[domain.record] = []
    assert check_all(NOW + timedelta(days=8)) == 0
    domain.refresh_from_db()
    assert domain.missing_since == NOW + timedelta(days=8)


@pytest.mark.django_db(transaction=True, databases=["default", "worker"])
def test_without_an_answer_a_domain_does_not_lapse(domain: SSODomain, dana: User) -> None:
    prove(domain, dana)
    RECORDS[domain.record] = []
    check_all(NOW)
    RECORDS.clear()
    assert check_all(NOW + timedelta(days=30)) == 0


def test_names_nobody_has_hold_no_records(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_args: object, **_options: object) -> None:
        raise dns.resolver.NXDOMAIN

    monkeypatch.setattr(dns.resolver, "resolve", nobody)
    assert domains.txt("_numoraq.corp.example") == []

    def away(*_args: object, **_options: object) -> None:
        raise dns.exception.Timeout

    monkeypatch.setattr(dns.resolver, "resolve", away)
    with pytest.raises(domains.NoAnswer):
        domains.txt("_numoraq.corp.example")


def test_a_domain_belongs_to_one_organisation(domain: SSODomain, dana: User) -> None:
    with as_staff(dana):
        other = SSOProvider.objects.create(resource_id="evil", name="Evil")
        with pytest.raises(IntegrityError), transaction.atomic():
            SSODomain.objects.create(provider=other, domain="corp.example")
        with pytest.raises(IntegrityError), transaction.atomic():
            SSODomain.objects.create(provider=other, domain="Evil.example")


def test_nobody_but_staff_and_jobs_proves_a_domain(domain: SSODomain, alice: User) -> None:
    for identity in (as_login_role(), as_user(alice)):
        with identity, pytest.raises(DatabaseError), transaction.atomic():
            SSODomain.objects.filter(pk=domain.pk).update(verified_at=NOW)
    with as_user(alice), pytest.raises(DatabaseError), transaction.atomic():
        list(SSODomain.objects.all())


def test_an_address_leads_to_its_organisation(domain: SSODomain, dana: User) -> None:
    assert selectors.provider_of("jane@corp.example") is None
    prove(domain, dana)
    for email in ("jane@corp.example", "JANE@CORP.EXAMPLE"):
        assert selectors.provider_of(email) == domain.provider
    for email in ("jane@sub.corp.example", "jane@example.org", "corp.example", ""):
        assert selectors.provider_of(email) is None
    with as_staff(dana):
        SSOProvider.objects.update(is_disabled=True)
    assert selectors.provider_of("jane@corp.example") is None


def test_the_page_sends_people_to_their_organisation(
    client: Client, domain: SSODomain, dana: User
) -> None:
    prove(domain, dana)
    found = client.post("/accounts/sso/", {"email": "jane@corp.example", "next": "/entries/"})
    assert found.status_code == 302
    assert found.headers["Location"].startswith("https://idp.corp.example/sso?SAMLRequest=")


def test_the_page_says_the_same_of_everybody_else(
    client: Client, domain: SSODomain, alice: User
) -> None:
    """A person with an account and one without, a domain that is not proven, and none at all."""
    pages = []
    for email in (alice.email, "nobody@example.org", "jane@corp.example"):
        found = client.post("/accounts/sso/", {"email": email})
        assert found.status_code == 200
        pages.append("No organisation signs in addresses of this domain here." in str(found.text))
    assert pages == [True, True, True]


def test_the_only_way_in_refuses_the_password_right_or_wrong(
    browser: Browser, domain: SSODomain, dana: User
) -> None:
    jane = colleague()
    prove(domain, dana, sso_only=True)
    pages = set()
    for password in (PASSWORD, "wrong"):
        page = browser.post("/accounts/login/", {"login": jane.email, "password": password})
        assert TOLD in page.text
        pages.add(page.status_code)
    assert pages == {200}
    assert sessions.id_in(browser) is None  # type: ignore[arg-type]


def test_the_only_way_in_sends_no_link_and_takes_no_sign_up(
    browser: Browser, domain: SSODomain, dana: User, jobs: Jobs
) -> None:
    jane = colleague()
    prove(domain, dana, sso_only=True)
    assert TOLD in browser.post("/accounts/password/reset/", {"email": jane.email}).text
    new = {"email": "new@corp.example", "password1": PASSWORD}
    assert TOLD in browser.post("/accounts/signup/", new).text
    assert not User.objects.filter(email="new@corp.example").exists()


def test_other_domains_keep_their_ways(browser: Browser, domain: SSODomain, alice: User) -> None:
    browser.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    assert browser.is_signed_in()


def test_a_superuser_breaks_the_glass_by_password_alone(
    browser: Browser, domain: SSODomain, dana: User
) -> None:
    boss = colleague("boss")
    with as_staff(dana):
        User.objects.filter(pk=boss.pk).update(is_staff=True, is_superuser=True)
    prove(domain, dana, sso_only=True)
    wrong = browser.post("/accounts/login/", {"login": boss.email, "password": "wrong"})
    assert TOLD in wrong.text  # as for anybody else of the domain
    assert TOLD in browser.post("/accounts/password/reset/", {"email": boss.email}).text
    browser.post("/accounts/login/", {"login": boss.email, "password": PASSWORD})
    assert browser.is_signed_in()


def test_staff_who_are_no_superusers_do_not(
    browser: Browser, domain: SSODomain, dana: User
) -> None:
    clerk = colleague("clerk")
    with as_staff(dana):
        User.objects.filter(pk=clerk.pk).update(is_staff=True)
    prove(domain, dana, sso_only=True)
    page = browser.post("/accounts/login/", {"login": clerk.email, "password": PASSWORD})
    assert TOLD in page.text


def test_whatever_else_proves_somebody_is_refused_before_they_are_signed_in(
    browser: Browser, domain: SSODomain, dana: User, rf: object
) -> None:
    """Links, codes, keys and other providers all come by here."""
    jane = colleague()
    prove(domain, dana, sso_only=True)
    request = browser.get("/accounts/login/").wsgi_request
    sent = gate.judge_sign_in(request, jane)
    assert sent is not None
    assert sent.headers["Location"] == "/accounts/sso/"
    with pytest.raises(ValidationError):
        gate.judge_address(request, jane.email)
    assert gate.judge_sign_in(request, make_person("carol")) is None
