"""What a session was proven by: noted, moved, shown, and gone with what made it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialApp
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts import amr, selectors
from accounts.models import AmrClaim, AuthSession, User
from accounts.services import claims
from accounts.tests.conftest import Browser, NewBrowser, code_for
from accounts.tests.proving import code, give_app, give_codes
from accounts.tests.test_factors import ADD, AGAIN, REMOVE, SECOND, add_app, codes_in, confirm
from accounts.tests.test_sign_in import sign_in
from cms.tests.cast import cms_of
from conftest import PASSWORD, ClientFor
from numoraq.rls.identity import as_login_role, as_staff, as_user

pytestmark = pytest.mark.django_db

SESSIONS = "/api/v1/sessions/"


@pytest.fixture
def browser(new_browser: NewBrowser, alice: User) -> Browser:
    """Return Alice's browser, signed in by her password alone."""
    browser = new_browser()
    sign_in(browser, alice.email)
    return browser


def session_of(user: User) -> AuthSession:
    """Return a person's newest session."""
    with as_login_role():
        return AuthSession.objects.filter(user=user).latest("created_at")


def methods(user: User) -> list[str]:
    """Return by what a person's newest session was proven, the latest first."""
    session = session_of(user)
    with as_user(user):
        return [claim.method for claim in selectors.amr(session)]


def enter(browser: Browser, user: User, shown: str) -> None:
    """Sign in by the password and a code."""
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    browser.post(SECOND, {"code": shown})


@pytest.mark.parametrize(
    ("record", "method"),
    [
        ({"method": "password"}, "password"),
        ({"method": "code", "email": "a@example.org"}, "otp"),
        ({"method": "link"}, "magiclink"),
        ({"method": "magiclink"}, "magiclink"),
        ({"method": "password_reset"}, "recovery"),
        ({"method": "socialaccount", "provider": "google"}, "oauth"),
        ({"method": "mfa", "type": "totp"}, "totp"),
        ({"method": "mfa", "type": "recovery_codes"}, "recovery_code"),
        ({"method": "mfa", "type": "webauthn"}, "mfa/webauthn"),
        ({"method": "mfa", "type": "webauthn", "passwordless": True}, "passkey"),
        ({"method": "mfa", "type": "phone"}, "mfa/phone"),
        ({"method": "mfa", "type": "email"}, "mfa/email"),
        ({"method": "mfa", "type": "Palm Scan"}, "mfa/palm_scan"),
        ({"method": "mfa"}, "mfa/unknown"),
        ({"method": "x" * 90}, "x" * 40),
    ],
)
def test_methods_have_gotrues_words(db: None, record: dict[str, Any], method: str) -> None:
    assert amr.method(record) == method


def test_an_organisation_that_speaks_saml_has_its_own_word(dana: User, alice: User) -> None:
    record = {"method": "socialaccount", "provider": "acme"}
    assert amr.method(record) == "oauth"
    with as_staff(dana):
        SocialApp.objects.create(provider="saml", provider_id="acme", client_id="a", name="Acme")
    with as_user(alice):
        assert amr.method(record) == "sso/saml"
        assert amr.method({**record, "provider": "saml"}) == "sso/saml"


def test_signing_in_by_password_is_one_claim(alice: User, browser: Browser) -> None:
    assert methods(alice) == ["password"]
    with as_user(alice):
        aal, proofs = selectors.claims(session_of(alice))
    assert aal == "aal1"
    assert [proof["method"] for proof in proofs] == ["password"]
    ago = timezone.now().timestamp() - float(proofs[0]["timestamp"])
    assert 0 <= ago < 60


def test_signing_in_by_two_factors_is_two_claims(alice: User, new_browser: NewBrowser) -> None:
    give_app(alice)
    enter(new_browser(), alice, code())
    assert methods(alice) == ["totp", "password"]
    with as_user(alice):
        assert selectors.claims(session_of(alice))[0] == "aal2"


def test_a_recovery_code_has_a_word_of_its_own(
    alice: User, browser: Browser, new_browser: NewBrowser
) -> None:
    add_app(browser)
    shown = codes_in(browser)[0]
    enter(new_browser(), alice, shown)
    assert methods(alice) == ["recovery_code", "password"]


def test_a_step_up_adds_a_claim(alice: User, browser: Browser) -> None:
    give_app(alice)
    browser.post(AGAIN, {"code": code()})
    assert methods(alice) == ["totp", "password"]


def test_a_wrong_code_adds_none(alice: User, browser: Browser) -> None:
    give_app(alice)
    browser.post(AGAIN, {"code": "000000"})
    assert methods(alice) == ["password"]


def test_adding_an_app_proves_it(alice: User, browser: Browser) -> None:
    add_app(browser)
    assert methods(alice)[0] == "totp"


def test_proving_again_moves_the_time_and_makes_no_second_row(
    alice: User, browser: Browser
) -> None:
    session = session_of(alice)
    earlier = timezone.now() - timedelta(hours=2)
    with as_login_role():
        AmrClaim.objects.filter(session=session).update(created_at=earlier, updated_at=earlier)
    confirm(browser)
    with as_user(alice):
        (claim,) = selectors.amr(session)
    assert claim.created_at == earlier
    assert claim.updated_at > earlier + timedelta(hours=1)


def test_the_latest_proof_is_first(alice: User, browser: Browser) -> None:
    session = session_of(alice)
    later = timezone.now().timestamp() + 60
    claims.note(session=session, records=[{"method": "code", "at": later}])
    assert methods(alice) == ["otp", "password"]
    claims.note(session=session, records=[{"method": "password", "at": later + 60}])
    assert methods(alice) == ["password", "otp"]


def test_two_proofs_of_a_kind_at_once_are_one(alice: User, browser: Browser) -> None:
    session = session_of(alice)
    records = [{"method": "code", "at": 1_800_000_000.0}, {"method": "code", "at": 1_800_000_009.0}]
    claims.note(session=session, records=records)
    with as_user(alice):
        kept = {claim.method: claim for claim in selectors.amr(session)}
    assert kept["otp"].updated_at == datetime.fromtimestamp(1_800_000_009, UTC)


def test_removing_the_app_removes_its_claim_and_lowers_the_session(
    alice: User, browser: Browser
) -> None:
    add_app(browser)
    assert "totp" in methods(alice)
    browser.post(REMOVE)
    assert methods(alice) == ["password"]
    session = session_of(alice)
    assert session.lowered_at is not None
    with as_user(alice):
        assert selectors.claims(session)[0] == "aal1"


def test_a_factor_named_by_its_own_id_is_found(alice: User, browser: Browser) -> None:
    factor, session = give_app(alice), session_of(alice)
    record = {"method": "mfa", "type": "phone", "factor": str(factor.uuid), "at": 1_800_000_000.0}
    claims.note(session=session, records=[record])
    with as_login_role():
        Authenticator.objects.filter(user=alice).delete()
    assert methods(alice) == ["password"]


def test_claims_go_with_the_session(alice: User, browser: Browser) -> None:
    browser.post("/accounts/logout/")
    with as_login_role():
        assert not AmrClaim.objects.exists()


def test_a_demo_is_anonymous(new_browser: NewBrowser) -> None:
    visitor = new_browser()
    visitor.post("/demo/", {"persona": "employee"})
    person = User.objects.filter(is_demo=True).get()
    assert methods(person) == ["anonymous"]


def test_an_address_proven_by_signing_up_is_a_claim(new_browser: NewBrowser) -> None:
    browser, email = new_browser(), "carol@example.org"
    browser.post("/accounts/signup/", {"email": email, "password1": PASSWORD})
    form = {"action": "verify", "code": code_for(email)}
    browser.post("/accounts/confirm-email/", form)
    assert methods(User.objects.get(email=email)) == ["password", "email/signup"]


def test_nobody_sees_or_makes_claims_of_others_or_their_own(
    alice: User, bob: User, browser: Browser
) -> None:
    session, now = session_of(alice), timezone.now()
    with as_user(bob):
        assert selectors.amr(session) == []
    row = AmrClaim(user=alice, session=session, method="totp", created_at=now, updated_at=now)
    with as_user(alice):
        for act in (
            row.save,
            lambda: AmrClaim.objects.update(method="totp"),
            lambda: AmrClaim.objects.all().delete(),
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                act()


def test_a_claim_names_a_session_and_a_factor_of_the_same_person(
    alice: User, bob: User, browser: Browser
) -> None:
    session, factor, now = session_of(alice), give_app(bob), timezone.now()
    moments = {"created_at": now, "updated_at": now}
    with as_login_role():
        for row in (
            AmrClaim(user=bob, session=session, method="password", **moments),
            AmrClaim(user=alice, session=session, method="totp", factor_id=factor.uuid, **moments),
        ):
            with pytest.raises(DatabaseError, match="auth_mfa_amr"), transaction.atomic():
                row.save()


def test_the_page_names_what_proved_each_session(alice: User, browser: Browser) -> None:
    give_app(alice)
    browser.post(AGAIN, {"code": code()})
    page = browser.get("/settings/security/").content.decode()
    assert "by authenticator app, password" in page
    assert "second factor" in page


def test_the_api_says_the_same(alice: User, browser: Browser) -> None:
    (before,) = browser.get(SESSIONS).json()
    assert (before["aal"], [proof["method"] for proof in before["amr"]]) == ("aal1", ["password"])
    give_app(alice)
    browser.post(AGAIN, {"code": code()})
    (after,) = browser.get(SESSIONS).json()
    assert after["aal"] == "aal2"
    assert [proof["method"] for proof in after["amr"]] == ["totp", "password"]
    assert after["amr"][0]["timestamp"] >= after["amr"][1]["timestamp"]


def test_the_list_takes_as_many_queries_for_many_sessions(
    alice: User, client_for: ClientFor, django_assert_num_queries: Any
) -> None:
    def count() -> int:
        with django_assert_num_queries(3), as_user(alice):
            listed = selectors.sessions(user=alice, at=timezone.now())
            assert all(isinstance(session.proofs, str) for session in listed)
        return len(listed)

    client_for(alice)
    assert count() == 1
    for _browser in range(3):
        client_for(alice)
    assert count() == 4


def test_staff_see_it_in_the_cms(alice: User, dana: User, browser: Browser) -> None:
    page = cms_of(dana).get(f"/accounts/authsession/?q={alice.email}").content.decode()
    assert "aal1" in page
    assert "password" in page


def test_a_password_typed_again_by_another_person_proves_nothing_here(
    alice: User, bob: User, browser: Browser, new_browser: NewBrowser
) -> None:
    give_codes(alice)
    cache.clear()
    other = new_browser()
    sign_in(other, bob.email)
    confirm(other)
    assert methods(alice) == ["password"]
    assert browser.get(ADD).status_code in {200, 302}
