"""Which second factors are enough for the CMS."""

import pytest
from django.test import Client

from accounts.models import AuthSession, Factor, User
from accounts.services import sessions
from accounts.tests.conftest import Browser
from accounts.tests.proving import code as code_of_app
from accounts.tests.proving import give_app, prove
from accounts.tests.sending import give_mailbox, give_phone, mailed, texted
from conftest import PASSWORD
from numoraq.rls.identity import as_login_role
from numoraq.tests.jobs import Jobs

pytestmark = pytest.mark.django_db
AT_CMS = {"host": "cms.localhost"}


@pytest.fixture
def cms(jobs: Jobs) -> Browser:
    """Return a browser on the CMS's host."""
    browser = Browser(headers=AT_CMS)
    browser.jobs = jobs
    return browser


def sign_in(cms: Browser, person: User, factor: Factor) -> None:
    """Sign in to the CMS up to the code page, a code on its way."""
    cms.post("/login/", {"login": person.email, "password": PASSWORD})
    cms.post("/2fa/send/", {"factor": str(factor.uuid)})


def proven_by(person: User, factor: Factor, *, host: str = "cms.localhost") -> Client:
    """Return a browser, on the CMS's host if not told, whose session was proven by a factor."""
    client = Client(headers={**AT_CMS, "host": host})
    client.force_login(person)
    with as_login_role():
        row = AuthSession.objects.filter(pk=client.session[sessions.KEY])
        row.update(factor_id=factor.uuid)
    return client


def test_a_phone_opens_the_cms(dana: User, cms: Browser) -> None:
    sign_in(cms, dana, give_phone(dana))
    answer = cms.post("/2fa/code/", {"code": texted()})
    assert answer.status_code == 302
    assert cms.get("/").status_code == 200


def test_a_mailbox_does_not_and_another_factor_is_asked_for(dana: User, cms: Browser) -> None:
    sign_in(cms, dana, give_mailbox(dana))
    cms.post("/2fa/code/", {"code": mailed()})
    answer = cms.get("/", follow=True)
    assert answer.redirect_chain
    assert answer.redirect_chain[-1][0].startswith("/2fa/totp/activate/")


def test_who_has_an_app_beside_the_mailbox_steps_up_by_it(dana: User, cms: Browser) -> None:
    give_app(dana)
    sign_in(cms, dana, give_mailbox(dana))
    cms.post("/2fa/code/", {"code": mailed()})
    assert cms.get("/", follow=True).redirect_chain[-1][0].startswith("/2fa/reauthenticate/")
    cms.post("/2fa/reauthenticate/", {"code": code_of_app()})
    assert cms.get("/").status_code == 200


def test_a_mailbox_changes_no_factor_of_who_has_something_stronger(alice: User) -> None:
    give_app(alice)
    web = proven_by(alice, give_mailbox(alice), host="localhost")
    for page in ("2fa/passkeys/add/", "2fa/totp/deactivate/", "email/"):
        path = f"/accounts/{page}"
        assert web.get(path)["Location"].startswith("/accounts/2fa/reauthenticate/")
    prove(web, alice)
    assert web.get("/settings/security/tokens/")["Location"].startswith("/accounts/reauthenticate/")


def test_the_kind_is_read_anew_with_every_request(dana: User) -> None:
    assert proven_by(dana, give_phone(dana)).get("/").status_code == 200
    assert proven_by(dana, give_mailbox(dana)).get("/").status_code == 302


def test_a_mailbox_proves_a_person_on_the_main_host(alice: User) -> None:
    client = Client()
    client.force_login(alice)
    factor = give_mailbox(alice)
    assert client.get("/accounts/email/").status_code == 302
    with as_login_role():
        AuthSession.objects.filter(user=alice).update(factor_id=factor.uuid)
    assert "2fa/reauthenticate" not in client.get("/accounts/email/").get("Location", "")


def test_coming_in_by_a_phone_is_on_record_and_by_a_mailbox_is_not(
    dana: User, cms: Browser, jobs: Jobs
) -> None:
    from cms.models import AuditEntry
    from numoraq.rls.identity import as_staff

    def arrivals() -> int:
        with as_staff(dana):
            return AuditEntry.objects.filter(action="staff.signed_in").count()

    sign_in(cms, dana, give_mailbox(dana))
    cms.post("/2fa/code/", {"code": mailed()})
    assert arrivals() == 0
    other = Browser(headers=AT_CMS)
    other.jobs = jobs
    sign_in(other, dana, give_phone(dana))
    other.post("/2fa/code/", {"code": texted()})
    assert arrivals() == 1
