"""Signing in by an organisation that speaks SAML, its provider being a real one."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from lxml import etree

from accounts.models import (
    AuthSession,
    Profile,
    SAMLAssertion,
    SAMLRelayState,
    SSODomain,
    SSOProvider,
    User,
)
from accounts.sso import arrivals
from accounts.tests import proving
from accounts.tests.conftest import Browser, NewBrowser, last_mail
from accounts.tests.organisations import (
    HOST,
    change,
    corp,
    idp,
    leave,
    person_in,
    post,
    sign_in,
    visit,
)
from accounts.tests.saml_idp import IdP
from conftest import PASSWORD, make_person
from numoraq.rls.identity import as_login_role, as_staff, as_user

__all__ = ["corp", "idp"]


def test_somebody_new_gets_an_account_with_a_profile(
    browser: Browser, idp: IdP, corp: SSOProvider
) -> None:
    answer = sign_in(browser, idp)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/welcome/")
    assert person_in(browser) == "jane@corp.example"
    jane = User.objects.get(email="jane@corp.example")
    assert not jane.has_usable_password()
    assert EmailAddress.objects.get(user=jane).verified
    identity = SocialAccount.objects.get(user=jane)
    assert (identity.provider, identity.uid) == (f"sso:{corp.pk}", "uid-jane")
    assert identity.extra_data == {"email": "jane@corp.example"}
    with as_user(jane):
        assert Profile.objects.filter(user=jane).exists()


def test_the_organisation_stands_under_its_name(
    browser: Browser, idp: IdP, corp: SSOProvider
) -> None:
    sign_in(browser, idp)
    page = visit(browser, "/settings/security/").content.decode()
    assert "<b>Corp</b>" in page
    assert "by your organisation" in page
    assert f"{corp.pk}" not in page
    assert "none yet: the password alone" not in page  # there is none


def test_the_second_time_it_is_the_same_person(
    new_browser: NewBrowser, idp: IdP, corp: SSOProvider
) -> None:
    for _time in range(2):
        sign_in(new_browser(), idp)
    assert User.objects.filter(email="jane@corp.example").count() == 1
    assert SocialAccount.objects.count() == 1


def test_one_goes_on_where_one_wanted_to(browser: Browser, idp: IdP, corp: SSOProvider) -> None:
    answer = sign_in(browser, idp, next="/entries/")
    assert answer.headers["Location"] == "/entries/"


def test_an_account_of_the_proven_domain_is_linked_and_told(
    browser: Browser, idp: IdP, corp: SSOProvider
) -> None:
    jane = make_person("jane")
    with as_login_role():
        User.objects.filter(pk=jane.pk).update(email="jane@corp.example")
        EmailAddress.objects.filter(user=jane).update(email="jane@corp.example")
    sign_in(browser, idp)
    assert SocialAccount.objects.get().user_id == jane.pk
    jane.refresh_from_db()
    assert jane.check_password(PASSWORD)
    assert "Corp" in last_mail(to="jane@corp.example").subject


def test_who_signed_up_with_her_address_before_her_gets_nothing(
    browser: Browser, new_browser: NewBrowser, idp: IdP, corp: SSOProvider
) -> None:
    """An address nobody had proven: the password of whoever typed it opens nothing now."""
    mallory = make_person("mallory")
    with as_login_role():
        User.objects.filter(pk=mallory.pk).update(email="jane@corp.example")
        EmailAddress.objects.filter(user=mallory).update(email="jane@corp.example", verified=False)
        at = datetime.now(UTC)
        AuthSession.objects.create(user=mallory, created_at=at, refreshed_at=at)
    sign_in(browser, idp)
    jane = User.objects.get(email="jane@corp.example")
    assert not jane.has_usable_password()
    assert AuthSession.objects.filter(user=jane).count() == 1
    assert person_in(browser) == jane.email


def test_her_address_on_its_way_to_another_account_is_hers(
    browser: Browser, bob: User, idp: IdP, corp: SSOProvider
) -> None:
    with as_login_role():
        EmailAddress.objects.create(user=bob, email="jane@corp.example", verified=False)
    sign_in(browser, idp)
    assert EmailAddress.objects.get(email="jane@corp.example").user_id != bob.pk
    assert person_in(browser) == "jane@corp.example"


def test_a_superuser_is_signed_in_by_no_organisation(
    browser: Browser, idp: IdP, corp: SSOProvider, dana: User
) -> None:
    with as_login_role():
        User.objects.filter(pk=dana.pk).update(email="jane@corp.example")
        EmailAddress.objects.filter(user=dana).update(email="jane@corp.example")
    assert sign_in(browser, idp).status_code == 403
    assert person_in(browser) is None
    assert not SocialAccount.objects.exists()


def test_the_session_ends_when_the_organisation_says(
    browser: Browser, idp: IdP, corp: SSOProvider
) -> None:
    ends = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=2)
    idp.says.changed = lambda xml: xml  # signed with the end in it
    idp.says.session_ends = ends
    sign_in(browser, idp)
    assert AuthSession.objects.get(user__email="jane@corp.example").not_after == ends


def test_who_has_a_second_factor_is_asked_for_it(
    browser: Browser, idp: IdP, corp: SSOProvider
) -> None:
    ends = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=2)
    sign_in(browser, idp)
    jane = User.objects.get(email="jane@corp.example")
    proving.give_app(jane)
    idp.says.session_ends = ends
    browser.cookies.clear()
    answer = sign_in(browser, idp)
    assert answer.headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert person_in(browser) is None
    done = browser.post(
        "/accounts/2fa/authenticate/", {"code": proving.code()}, headers={"host": HOST}
    )
    assert done.status_code == 302
    assert person_in(browser) == jane.email
    assert AuthSession.objects.order_by("-created_at")[0].not_after == ends


def test_somebody_else_who_was_signed_in_is_not_any_more(
    browser: Browser, alice: User, idp: IdP, corp: SSOProvider
) -> None:
    browser.force_login(alice)
    sign_in(browser, idp)
    assert person_in(browser) == "jane@corp.example"


def test_our_metadata_tells_the_organisation_where_to_answer(
    client: Client, corp: SSOProvider
) -> None:
    answer = visit(client, "/accounts/saml/corp/metadata/")
    root = etree.fromstring(answer.content)
    base = f"http://{HOST}/accounts/saml/corp"
    assert root.get("entityID") == f"{base}/metadata/"
    names = {"md": "urn:oasis:names:tc:SAML:2.0:metadata"}
    found = root.find("md:SPSSODescriptor", names)
    assert found is not None
    assert found.get("WantAssertionsSigned") == "true"
    assert root.xpath("//md:AssertionConsumerService/@Location", namespaces=names) == [
        f"{base}/acs/"
    ]


@pytest.mark.parametrize("page", ["login", "metadata", "acs/finish"])
def test_a_provider_that_is_switched_off_is_not_there(
    client: Client, corp: SSOProvider, dana: User, page: str
) -> None:
    change(dana, corp, is_disabled=True)
    assert visit(client, f"/accounts/saml/corp/{page}/").status_code == 404


def test_a_provider_switched_off_meanwhile_signs_nobody_in(
    browser: Browser, idp: IdP, corp: SSOProvider, dana: User
) -> None:
    form = idp.answer(leave(browser))
    change(dana, corp, is_disabled=True)
    assert post(browser, form).status_code == 404
    assert person_in(browser) is None


def test_a_domain_that_lapsed_meanwhile_signs_nobody_in(
    browser: Browser, idp: IdP, corp: SSOProvider, dana: User
) -> None:
    sign_in(browser, idp)
    with as_staff(dana):
        SSODomain.objects.update(verified_at=None)
    browser.cookies.clear()
    assert sign_in(browser, idp).status_code == 403
    assert person_in(browser) is None


@pytest.mark.django_db(databases=["default", "worker"])
def test_what_is_left_over_is_swept(browser: Browser, idp: IdP, corp: SSOProvider) -> None:
    sign_in(browser, idp)
    leave(browser)
    now = datetime.now(UTC)
    assert (SAMLRelayState.objects.count(), SAMLAssertion.objects.count()) == (1, 1)
    assert arrivals.sweep(at=now) == 0
    assert arrivals.sweep(at=now + timedelta(minutes=30)) == 1
    assert arrivals.sweep(at=now + timedelta(hours=2)) == 1
    assert arrivals.sweep(at=now + timedelta(hours=2)) == 0


def test_a_name_that_is_too_long_is_nobodys(browser: Browser, idp: IdP, corp: SSOProvider) -> None:
    idp.says.uid = "x" * 300
    assert sign_in(browser, idp).status_code == 403
    assert person_in(browser) is None
