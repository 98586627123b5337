"""Providers in the CMS: set up by administrators, sealed, checked, on the record."""

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.socialaccount.models import SocialApp
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import Settings

from accounts.integrations.providers import WELL_KNOWN
from accounts.models import User
from accounts.services import providers
from accounts.tests import oidc_server
from accounts.tests.conftest import Browser
from accounts.tests.elsewhere import JANE, come_back, name_it, provider
from accounts.tests.oidc_server import CLIENT_ID, CLIENT_SECRET, Server
from accounts.tests.test_providers import PRIVATE_KEY
from cms.models import AuditEntry
from cms.roles import Role
from cms.tests.cast import cms_of, staff_of
from numoraq.lib import crypto
from numoraq.rls.identity import as_login_role, as_service, as_staff
from numoraq.rls.logins import worker_login
from numoraq.tests.jobs import Jobs

__all__ = ["provider"]

pytestmark = pytest.mark.django_db

LIST = "/socialaccount/socialapp/"
NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
LATE = pytest.mark.django_db(transaction=True, databases=["default", "worker"])


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    """Return a provider that nobody has named yet."""
    settings.PRIVATE_PROVIDERS = True
    with oidc_server.running() as running:
        running.knobs.claims = dict(JANE)
        yield running


@pytest.fixture
def admin(db: None) -> Client:
    """Return an administrator's browser in the CMS."""
    return cms_of(staff_of(Role.ADMINISTRATOR))


def filled(server: Server, **other: str) -> dict[str, str]:
    """Return a form filled in for a provider of OpenID Connect."""
    return {
        "provider": "openid_connect",
        "provider_id": "example",
        "name": "Example ID",
        "client_id": CLIENT_ID,
        "secret": CLIENT_SECRET,
        "server_url": server.base,
        "is_on": "on",
        **other,
    }


def kept() -> SocialApp:
    """Return the provider that is stored."""
    with as_login_role():
        return SocialApp.objects.get()


def errors(admin: Client, sent: dict[str, str], path: str = f"{LIST}add/") -> dict[str, Any]:
    """Return what a form is told that is not saved."""
    answer: Any = admin.post(path, sent)
    assert answer.status_code == 200
    return dict(answer.context["adminform"].form.errors)


def test_a_provider_is_set_up_and_signs_in(server: Server, admin: Client, browser: Browser) -> None:
    assert admin.post(f"{LIST}add/", filled(server)).status_code == 302
    assert "Continue with Example ID" in browser.get("/accounts/login/").content.decode()
    come_back(browser, "/accounts/oidc/example/login/")
    assert browser.is_signed_in()


def test_its_secret_is_sealed_and_shown_to_nobody(
    server: Server, admin: Client, dana: User
) -> None:
    admin.post(f"{LIST}add/", filled(server))
    app = kept()
    assert app.secret == ""
    assert CLIENT_SECRET not in json.dumps(app.settings)
    page = admin.get(f"{LIST}{app.pk}/change/").content.decode()
    assert CLIENT_SECRET not in page
    assert "A256GCM" not in page
    with as_staff(dana):
        told = str(list(AuditEntry.objects.values_list("details", flat=True)))
    assert "Example ID" in told
    assert CLIENT_SECRET not in told
    assert "A256GCM" not in told


def test_a_secret_opens_in_its_own_row_alone(server: Server, admin: Client) -> None:
    admin.post(f"{LIST}add/", filled(server))
    app = kept()
    with pytest.raises(crypto.CannotDecrypt):
        crypto.decrypt(app.settings["sealed"], context="socialaccount_socialapp.settings:0")


@pytest.mark.parametrize("column", [{"secret": "x"}, {"settings": {"certificate_key": "x"}}])
def test_the_database_takes_no_secret_in_clear(column: dict[str, Any], dana: User) -> None:
    with (
        as_staff(dana),
        pytest.raises(IntegrityError, match="socialapp_secret_is_sealed"),
        transaction.atomic(),
    ):
        SocialApp.objects.create(provider="google", name="x", client_id="x", **column)


def test_an_empty_secret_stays_what_it_was(
    server: Server, admin: Client, browser: Browser, dana: User
) -> None:
    admin.post(f"{LIST}add/", filled(server))
    path = f"{LIST}{kept().pk}/change/"
    assert admin.post(path, filled(server, secret="", name="Other ID")).status_code == 302
    come_back(browser, "/accounts/oidc/example/login/")
    assert browser.is_signed_in()
    admin.post(path, filled(server, secret="another"))
    with as_staff(dana):
        changes = AuditEntry.objects.filter(action="socialapp.changed").order_by("seq")
        told = [sorted(entry.details["after"]) for entry in changes]
    assert told == [["name"], ["name", "secret_changed_at"]]


def test_one_that_is_off_is_not_there(server: Server, admin: Client, browser: Browser) -> None:
    off = {name: value for name, value in filled(server).items() if name != "is_on"}
    admin.post(f"{LIST}add/", off)
    assert "Continue with E" not in browser.get("/accounts/login/").content.decode()
    assert browser.post("/accounts/oidc/example/login/").status_code == 404


def test_one_whose_secret_does_not_open_is_not_there(
    server: Server, admin: Client, browser: Browser, settings: Settings
) -> None:
    admin.post(f"{LIST}add/", filled(server))
    settings.ENC_KEYS = [f"other:{'A' * 43}="]
    assert "Continue with E" not in browser.get("/accounts/login/").content.decode()


def test_the_environment_goes_first(
    server: Server, admin: Client, browser: Browser, settings: Settings
) -> None:
    assert "provider_id" in errors(admin, filled(server, provider_id="oidc"))
    name_it(settings, server)
    page = browser.get("/accounts/login/").content.decode()
    assert "Continue with Example ID" in page


def test_a_provider_is_set_up_once(server: Server, admin: Client) -> None:
    admin.post(f"{LIST}add/", filled(server))
    assert "provider" in errors(admin, filled(server))
    for name in ("google", "email", "saml"):
        assert "provider_id" in errors(admin, filled(server, provider_id=name))


def test_the_issuer_stays_while_people_are_known_by_it(
    server: Server, admin: Client, browser: Browser
) -> None:
    """Another one would name other people by the same subjects."""
    admin.post(f"{LIST}add/", filled(server))
    path = f"{LIST}{kept().pk}/change/"
    other = filled(server, server_url="http://localhost:1", secret="")
    assert admin.post(path, other).status_code == 302
    assert kept().settings["server_url"] == "http://localhost:1"
    assert admin.post(path, filled(server)).status_code == 302
    come_back(browser, "/accounts/oidc/example/login/")
    assert admin.post(path, {**other, "name": "Other ID"}).status_code == 302
    assert (kept().name, kept().settings["server_url"]) == ("Other ID", server.base)


@pytest.mark.parametrize("missing", ["provider_id", "server_url", "secret", "client_id"])
def test_half_a_provider_is_none(missing: str, server: Server, admin: Client) -> None:
    assert missing in errors(admin, filled(server, **{missing: ""}))


def test_apple_takes_a_key(server: Server, admin: Client) -> None:
    apple = {"provider": "apple", "provider_id": "", "server_url": "", "key": "TEAM"}
    sent = filled(server, **apple, secret="KEY")
    assert "certificate_key" in errors(admin, sent)
    assert "certificate_key" in errors(admin, {**sent, "certificate_key": "no key"})
    assert admin.post(f"{LIST}add/", {**sent, "certificate_key": PRIVATE_KEY}).status_code == 302
    assert "PRIVATE KEY" not in json.dumps(kept().settings)
    with as_login_role():
        opened = providers.usable(SocialApp.objects.all())[0]
    assert opened.settings["certificate_key"] == PRIVATE_KEY.strip()


@pytest.mark.parametrize(
    "address",
    ["http://id.example", "https://localhost", "https://127.0.0.1:5432", "https://10.0.0.1"],
)
def test_an_issuer_inside_is_refused(
    address: str, server: Server, admin: Client, settings: Settings
) -> None:
    settings.PRIVATE_PROVIDERS = False
    assert "server_url" in errors(admin, filled(server, server_url=address))


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.EDITOR, Role.FINANCE])
def test_providers_are_for_administrators(role: Role, server: Server) -> None:
    client = cms_of(staff_of(role))
    assert client.get(LIST).status_code == 403
    assert client.post(f"{LIST}add/", filled(server)).status_code == 403
    with as_login_role():
        assert not SocialApp.objects.exists()


def test_a_provider_is_not_deleted(server: Server, admin: Client) -> None:
    admin.post(f"{LIST}add/", filled(server))
    assert admin.post(f"{LIST}{kept().pk}/delete/", {"post": "yes"}).status_code == 403


def checked(server: Server, jobs: Jobs, **knobs: Any) -> str:
    """Have a provider checked, and return what the list shows."""
    admin = cms_of(staff_of(Role.ADMINISTRATOR))
    admin.post(f"{LIST}add/", filled(server))
    for name, value in knobs.items():
        setattr(server.knobs, name, value)
    sent = {"action": "read_document", "_selected_action": [str(kept().pk)], "reason": "new"}
    assert admin.post(LIST, sent).status_code == 302
    jobs.run()
    return admin.get(LIST).content.decode()


@LATE
def test_a_check_reads_the_document(server: Server, jobs: Jobs, dana: User) -> None:
    page = checked(server, jobs)
    assert kept().settings["checked"]["problem"] == ""
    assert "2026" in page
    with as_staff(dana):
        assert AuditEntry.objects.filter(action="provider.checked").count() == 1


@LATE
def test_a_check_says_what_is_wrong(server: Server, jobs: Jobs) -> None:
    assert "names the issuer https://evil" in checked(
        server, jobs, document={"issuer": "https://evil.example"}
    )


@LATE
def test_a_check_survives_what_is_nested_without_end(server: Server, jobs: Jobs) -> None:
    page = checked(server, jobs, raw={WELL_KNOWN: b'{"a":' + b"[" * 50_000})
    assert "OAuth2Error: nested too deep" in page


@LATE
def test_a_check_goes_nowhere_inside(server: Server, jobs: Jobs, settings: Settings) -> None:
    checked(server, jobs)
    key = kept().pk
    settings.PRIVATE_PROVIDERS = False
    with worker_login(), as_service():
        problem = providers.check(app_id=key, at=NOW)
        assert providers.check(app_id=key + 1, at=NOW) == ""
    assert "not encrypted" in problem


@LATE
def test_a_check_calls_the_address_it_has_judged(
    server: Server, jobs: Jobs, settings: Settings, dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name answers with a public address first and with one inside from then on."""
    checked(server, jobs)
    with as_staff(dana):
        app = kept()
        app.settings["server_url"] = "https://id.example"
        app.save(update_fields=["settings"])
    settings.PRIVATE_PROVIDERS = False
    answers, called = ["93.184.215.14", "127.0.0.1", "127.0.0.1"], []
    real = socket.getaddrinfo

    def found(host: str, port: int, *args: Any, **options: Any) -> Any:
        if host == "id.example":
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers.pop(0), port))]
        return real(host, port, *args, **options)

    def connect(address: tuple[str, int], *_: Any, **__: Any) -> Any:
        called.append(address[0])
        raise OSError("no network in tests")

    monkeypatch.setattr(socket, "getaddrinfo", found)
    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    with worker_login(), as_service():
        assert providers.check(app_id=app.pk, at=NOW).startswith("ConnectionError")
    assert called == ["93.184.215.14"]
    assert len(answers) == 2
