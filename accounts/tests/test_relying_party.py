"""The domain of passkeys: one for both hosts, wherever a browser lets that be."""

from typing import Any

import pytest
from django.test import Client, RequestFactory

from accounts import relying_party
from accounts.models import AuthSession, User
from accounts.tests.ceremonies import ADD, AGAIN, ENTER, add, challenge, enter
from accounts.tests.conftest import NewBrowser
from accounts.tests.soft_passkey import SoftPasskey
from accounts.tests.test_factors import aal, confirm
from accounts.tests.test_sign_in import sign_in
from numoraq.rls.identity import as_login_role

MAIN, CMS = "app.numoraq.example", "cms.app.numoraq.example"
CMS_ENTER, CMS_AGAIN = ENTER.removeprefix("/accounts"), AGAIN.removeprefix("/accounts")


@pytest.fixture(autouse=True)
def _hosts(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.WEB_URL, settings.CMS_HOSTS = f"https://{MAIN}", [CMS]


@pytest.mark.parametrize(
    ("host", "shared", "expected"),
    [
        (MAIN, "", MAIN),
        (f"{MAIN}:8443", "", MAIN),
        (CMS, "", MAIN),
        ("cms.numoraq.example", "", "cms.numoraq.example"),
        ("cms.numoraq.example", "numoraq.example", "numoraq.example"),
        (MAIN, "numoraq.example", "numoraq.example"),
        ("evilnumoraq.example", "numoraq.example", "evilnumoraq.example"),
        ("me.github.io", "github.io", "me.github.io"),
        ("cms.localhost", "localhost", "cms.localhost"),
    ],
)
def test_the_domain(
    rf: RequestFactory, settings: Any, host: str, shared: str, expected: str
) -> None:
    settings.PASSKEY_DOMAIN = shared
    assert relying_party.domain(rf.get("/", headers={"host": host})) == expected


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (f"https://{CMS}", True),
        (f"https://{MAIN}", False),
        (f"https://evil.{MAIN}", False),
        (f"http://{CMS}", False),
        (f"https://{CMS}:8443", False),
        ("", False),
        ("null", False),
    ],
)
def test_only_the_host_that_is_asked_may_ask(
    rf: RequestFactory, origin: str, expected: bool
) -> None:
    assert relying_party.is_origin(rf.get("/", headers={"host": CMS}), origin) is expected


@pytest.mark.django_db
def test_one_passkey_opens_both_hosts(new_browser: NewBrowser, dana: User) -> None:
    passkey = SoftPasskey(origin=f"https://{MAIN}")
    main, cms = new_browser(host=MAIN), new_browser(host=CMS)
    sign_in(main, dana.email)
    confirm(main)
    assert add(main, passkey).status_code == 302
    assert cms.get("/")["Location"].startswith("/login/")
    passkey.origin = f"https://{CMS}"
    answer = enter(cms, passkey, CMS_ENTER)
    assert answer["Location"] == "/"
    assert cms.get("/").status_code == 200
    assert aal(dana) == ["aal2", "aal2"]
    with as_login_role():
        AuthSession.objects.filter(user=dana).update(factor_id=None)
    assert cms.get("/").status_code == 302
    assert enter(cms, passkey, CMS_AGAIN).status_code == 302
    assert cms.get("/").status_code == 200


@pytest.mark.django_db
def test_the_cms_lets_in_no_passkey_of_who_is_not_staff(
    new_browser: NewBrowser, alice: User
) -> None:
    passkey = SoftPasskey(origin=f"https://{MAIN}")
    main, cms = new_browser(host=MAIN), new_browser(host=CMS)
    sign_in(main, alice.email)
    confirm(main)
    add(main, passkey)
    passkey.origin = f"https://{CMS}"
    assert enter(cms, passkey, CMS_ENTER)["Location"] == "/login/"
    assert "not one of the staff" in cms.get("/login/").content.decode()
    assert aal(alice) == ["aal2"]


@pytest.mark.django_db
def test_what_is_asked_names_the_domain_and_demands_the_owner(client: Client, alice: User) -> None:
    browser = Client(headers={"host": CMS})
    asked = challenge(browser, CMS_ENTER)["publicKey"]
    assert (asked["rpId"], asked["userVerification"]) == (MAIN, "required")
    assert not asked.get("allowCredentials")
    browser = Client(headers={"host": MAIN})
    browser.force_login(alice)
    confirm(browser)  # type: ignore[arg-type]
    made = browser.get(ADD).context["js_data"]["creation_options"]["publicKey"]
    assert made["rp"]["id"] == MAIN
    chosen = made["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
