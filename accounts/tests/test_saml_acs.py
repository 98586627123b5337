"""What is kept of the answers that anybody may post: little, and not for long."""

from datetime import UTC, datetime, timedelta

from django.contrib.sessions.models import Session

from accounts.models import SAMLRelayState, SSOProvider
from accounts.tests.conftest import Browser, NewBrowser
from accounts.tests.organisations import HOST, corp, idp, leave, post
from accounts.tests.saml_idp import IdP
from numoraq.rls.identity import as_login_role

__all__ = ["corp", "idp"]


def kept() -> int:
    """Return how many answers are kept for a browser to come and get."""
    soon = datetime.now(UTC) + timedelta(minutes=3)
    with as_login_role():
        return Session.objects.filter(expire_date__lt=soon).count()


def test_of_what_proves_nobody_nothing_is_kept(
    browser: Browser, new_browser: NewBrowser, idp: IdP, corp: SSOProvider
) -> None:
    """The first is nobody's answer, the second not signed, the third not waited for any more."""
    form = idp.answer(leave(browser))
    idp.says.signs_assertion = False
    unsigned = idp.answer(leave(browser))
    for text in ("PHg+", unsigned["SAMLResponse"], form["SAMLResponse"]):
        with as_login_role():
            SAMLRelayState.objects.filter(request_id=idp.asked[0]).delete()
        sent = {"SAMLResponse": text}
        answer = new_browser().post("/accounts/saml/corp/acs/", sent, headers={"host": HOST})
        assert answer.status_code == 403
        assert kept() == 0


def test_of_answers_to_one_request_few_are_kept_and_not_for_long(
    browser: Browser, new_browser: NewBrowser, idp: IdP, corp: SSOProvider
) -> None:
    sent = {"SAMLResponse": idp.answer(leave(browser))["SAMLResponse"]}
    statuses = [
        new_browser().post("/accounts/saml/corp/acs/", sent, headers={"host": HOST}).status_code
        for _time in range(5)
    ]
    assert statuses == [302, 302, 302, 429, 429]
    assert kept() == 3
    next_one = idp.answer(leave(browser))
    assert post(browser, next_one).status_code == 302
    assert kept() == 3  # it was taken
