"""Answers that sign nobody in: what was not signed by the organisation, for us, now and once."""

import base64
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from accounts.models import AuthSession, SAMLRelayState, SSOProvider, User
from accounts.sso import arrivals
from accounts.tests import saml_attacks, saml_idp
from accounts.tests.conftest import Browser, NewBrowser
from accounts.tests.organisations import (
    HOST,
    connect,
    corp,
    idp,
    leave,
    person_in,
    post,
    sign_in,
    visit,
)
from accounts.tests.saml_idp import IdP
from numoraq.rls.identity import as_login_role

__all__ = ["corp", "idp"]


def is_refused(browser: Client, idp: IdP) -> bool:
    """Return whether an answer signs nobody in, and makes nobody."""
    answer = sign_in(browser, idp)
    made = User.objects.filter(email__endswith="corp.example").exists()
    return answer.status_code == 403 and person_in(browser) is None and not made


def answered_by(idp: IdP, browser: Client) -> Mapping[str, str]:
    """Return what a provider answers to a request that was sent to another."""
    leave(browser)
    base = f"http://{HOST}/accounts/saml/corp"
    return idp.form(
        request_id=browser.session["sso_requests"][-1][0],
        acs=f"{base}/acs/",
        audience=f"{base}/metadata/",
    )


def test_an_answer_of_its_own_accord_is_as_good(
    browser: Browser, idp: IdP, corp: SSOProvider
) -> None:
    """So that the two below are refused for who signs them."""
    assert post(browser, answered_by(idp, browser)).status_code == 302


def test_what_is_not_changed_is_accepted(browser: Browser, idp: IdP, corp: SSOProvider) -> None:
    """What the other tests change is what they are refused for."""
    assert not is_refused(browser, idp)
    assert person_in(browser) == "jane@corp.example"


@pytest.mark.parametrize(
    "change",
    [
        saml_attacks.tampered,
        saml_attacks.commented,
        saml_attacks.unsolicited,
        *saml_attacks.WRAPPINGS,
    ],
)
def test_a_changed_answer(
    browser: Browser, idp: IdP, corp: SSOProvider, change: Callable[[str], str]
) -> None:
    idp.says.changed = change
    assert is_refused(browser, idp)


@pytest.mark.parametrize("change", saml_attacks.WRAPPINGS)
def test_a_wrapped_answer_whose_response_is_signed(
    browser: Browser, idp: IdP, corp: SSOProvider, change: Callable[[str], str]
) -> None:
    idp.says.signs_response = True
    idp.says.changed = change
    assert is_refused(browser, idp)


def test_an_unsigned_answer(browser: Browser, idp: IdP, corp: SSOProvider) -> None:
    idp.says.signs_assertion = False
    assert is_refused(browser, idp)


def test_a_signature_around_the_assertion_alone_is_asked_for(
    browser: Browser, idp: IdP, corp: SSOProvider
) -> None:
    idp.says.signs_assertion, idp.says.signs_response = False, True
    assert is_refused(browser, idp)


@pytest.mark.parametrize(
    ("sign_alg", "digest_alg"),
    [
        (saml_idp.SHA1, saml_idp.SHA1_DIGEST),
        (saml_idp.SHA1, saml_idp.SHA256_DIGEST),
        (saml_idp.SHA256, saml_idp.SHA1_DIGEST),
    ],
)
def test_a_signature_by_sha1(
    browser: Browser, idp: IdP, corp: SSOProvider, sign_alg: str, digest_alg: str
) -> None:
    idp.says.sign_alg, idp.says.digest_alg = sign_alg, digest_alg
    assert is_refused(browser, idp)


def test_a_signature_by_another_key(
    browser: Browser, idp: IdP, corp: SSOProvider, tmp_path: Path
) -> None:
    metadata = (tmp_path / "sp.xml").read_bytes()
    saml_idp.make_keys(tmp_path)
    idp.trusts(metadata)
    assert is_refused(browser, idp)


def test_an_answer_for_another_audience(browser: Browser, idp: IdP, corp: SSOProvider) -> None:
    idp.says.changed = lambda xml: xml
    idp.says.audience = "https://other.example/metadata"
    assert is_refused(browser, idp)


@pytest.mark.parametrize("address", ["https://other.example/acs/", "{acs}more/", ""])
def test_an_answer_for_another_address(
    browser: Browser, idp: IdP, corp: SSOProvider, address: str
) -> None:
    acs = f"http://{HOST}/accounts/saml/corp/acs/"
    if address:
        idp.says.destination = address.format(acs=acs)
    else:
        idp.says.changed = lambda xml: xml.replace(f'Destination="{acs}"', "")
    assert is_refused(browser, idp)


@pytest.mark.parametrize("minutes", [-30, 30])
def test_an_answer_of_another_time(
    browser: Browser, idp: IdP, corp: SSOProvider, monkeypatch: pytest.MonkeyPatch, minutes: int
) -> None:
    """Expired, or not valid yet, by the clock of whoever checks."""
    from onelogin.saml2.utils import OneLogin_Saml2_Utils

    now = int((datetime.now(UTC) + timedelta(minutes=minutes)).timestamp())
    monkeypatch.setattr(OneLogin_Saml2_Utils, "now", staticmethod(lambda: now))
    assert is_refused(browser, idp)


def test_a_session_that_has_ended_already(browser: Browser, idp: IdP, corp: SSOProvider) -> None:
    idp.says.session_ends = datetime.now(UTC) - timedelta(hours=1)
    assert is_refused(browser, idp)


def test_an_address_of_another_domain(browser: Browser, idp: IdP, corp: SSOProvider) -> None:
    for email in ("alice@example.org", "jane@sub.corp.example", "jane@corp.example.evil.example"):
        idp.says.email = email
        assert is_refused(browser, idp)


def test_an_account_of_another_domain_is_not_taken_over(
    browser: Browser, alice: User, idp: IdP, corp: SSOProvider
) -> None:
    idp.says.email = alice.email
    assert is_refused(browser, idp)


def test_an_answer_of_another_organisation(
    browser: Browser, idp: IdP, corp: SSOProvider, dana: User, tmp_path: Path
) -> None:
    """Evil, a customer as well, signs for itself and answers in the place of Corp."""
    folder = tmp_path / "evil"
    folder.mkdir()
    with saml_idp.running(folder) as evil:
        connect(evil, dana, slug="evil", domain="evil.example")
        evil.trusts(visit(browser, "/accounts/saml/corp/metadata/").content)
        assert post(browser, answered_by(evil, browser)).status_code == 403
    assert person_in(browser) is None


def test_a_foreign_issuer_with_the_right_key(
    browser: Browser, idp: IdP, corp: SSOProvider, dana: User
) -> None:
    idp.url = idp.url.replace("127.0.0.1", "localhost")
    idp.trusts(visit(browser, "/accounts/saml/corp/metadata/").content)
    assert post(browser, answered_by(idp, browser)).status_code == 403
    assert person_in(browser) is None


def test_an_answer_is_taken_once(
    browser: Browser, new_browser: NewBrowser, idp: IdP, corp: SSOProvider
) -> None:
    form = idp.answer(leave(browser))
    assert post(browser, form).status_code == 302
    for again in (browser, new_browser()):
        again.cookies.clear()
        leave(again)
        assert post(again, form).status_code == 403
        assert person_in(again) is None


def test_an_answer_counts_in_the_browser_that_was_sent(
    browser: Browser, new_browser: NewBrowser, idp: IdP, corp: SSOProvider
) -> None:
    """Otherwise a link could sign somebody in as the attacker."""
    form = idp.answer(leave(browser))
    victim = new_browser()
    assert post(victim, form).status_code == 403
    assert person_in(victim) is None
    assert post(browser, form).status_code == 302


def test_a_remembered_assertion_is_refused_even_for_a_request_that_is_open(
    browser: Browser, idp: IdP, corp: SSOProvider
) -> None:
    form = idp.answer(leave(browser))
    assert post(browser, form).status_code == 302
    request_id = idp.asked[-1]
    with as_login_role():
        SAMLRelayState.objects.create(
            provider=corp, request_id=request_id, created_at=datetime.now(UTC)
        )
    session = browser.session
    session["sso_requests"] = [[request_id, "login"]]
    session.save()
    assert post(browser, form).status_code == 403


def test_an_answer_is_awaited_for_two_minutes(
    browser: Browser, idp: IdP, corp: SSOProvider
) -> None:
    form = idp.answer(leave(browser))
    with as_login_role():
        late = datetime.now(UTC) - arrivals.ANSWERED_WITHIN - timedelta(seconds=1)
        SAMLRelayState.objects.update(created_at=late)
    assert post(browser, form).status_code == 403
    assert not SAMLRelayState.objects.exists()


@pytest.mark.parametrize("text", ["", "nonsense", "PHg+", "=", "A" * 300_000])
def test_what_is_no_answer(browser: Browser, idp: IdP, corp: SSOProvider, text: str) -> None:
    leave(browser)
    assert post(browser, {"SAMLResponse": text}).status_code == 403


def test_entities_are_not_expanded(browser: Browser, idp: IdP, corp: SSOProvider) -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "jane@corp.example">]><r>&a;</r>'
    form = {"SAMLResponse": base64.b64encode(bomb.encode()).decode()}
    leave(browser)
    assert post(browser, form).status_code == 403


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_nobody_is_led_to_another_site(
    browser: Browser, idp: IdP, corp: SSOProvider, address: str
) -> None:
    idp.says.relay_state = address
    assert sign_in(browser, idp, next=address).headers["Location"] == "/welcome/"


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_signs_in(
    new_browser: NewBrowser, idp: IdP, corp: SSOProvider
) -> None:
    browser = new_browser()
    form = idp.answer(leave(browser))
    twins = [Client(), Client()]
    results: list[int] = []
    start = threading.Barrier(2)
    for twin in twins:
        twin.cookies.load(browser.cookies.output(header="", sep=";"))

    def go(twin: Client) -> None:
        start.wait()
        results.append(post(twin, form).status_code)
        connection.close()

    threads = [threading.Thread(target=go, args=(twin,)) for twin in twins]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # 400: Django's word for a session that the other one has just replaced
    assert results.count(302) == 1
    assert set(results) <= {302, 400, 403}
    assert AuthSession.objects.count() == 1
