"""The first administrator comes in by a link, once."""

import io
import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client, override_settings

from accounts.models import User
from cms import selectors
from cms.models import AuditEntry, FirstAdministratorLink
from cms.services import first_administrator
from cms.services.first_administrator import LinkRefused
from conftest import PASSWORD
from numoraq.rls.identity import as_login_role, as_staff, as_user

real = pytest.mark.django_db(transaction=True, databases=["default", "worker"])

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
CMS_URL = "http://cms.localhost:8000/"
FORM = {"email": "Erin@example.org", "password": PASSWORD}


def _link(at: datetime | None = None) -> str:
    link = first_administrator.first_administrator_url(cms_url=CMS_URL, at=at)
    assert link is not None
    return link


def _token(link: str) -> str:
    return link.rstrip("/").rpartition("/")[2]


def _path(link: str) -> str:
    return link.removeprefix("http://cms.localhost:8000")


@real
def test_the_link_makes_an_administrator_and_signs_them_in() -> None:
    client = Client(headers={"host": "cms.localhost"})
    path = _path(_link())
    page = client.get(path)
    assert page.status_code == 200
    assert page["cache-control"].startswith("max-age=0")
    response = client.post(path, FORM)
    assert response.status_code == 302
    assert response["location"] == "/"
    came = client.get("/", follow=True).redirect_chain
    assert came[-1][0] == "/2fa/totp/activate/"  # at once: the password was typed just now
    person = User.objects.get(email="erin@example.org")
    assert person.is_staff
    assert person.check_password(PASSWORD)
    assert person.emailaddress_set.get().verified  # type: ignore[attr-defined]
    with as_user(person):
        assert person.profile
    with as_staff(person):
        entry = AuditEntry.objects.get()
    assert (entry.action, entry.admin_user_id) == ("staff.administrator_made", person.pk)
    assert entry.ip_address == "127.0.0.1"


@real
def test_the_link_works_for_somebody_who_is_signed_in_already(alice: User) -> None:
    client = Client(headers={"host": "cms.localhost"})
    client.force_login(alice)
    path = _path(_link())
    assert client.get(path).status_code == 200
    assert client.post(path, FORM).status_code == 302
    assert client.session["_auth_user_id"] != str(alice.pk)


@real
def test_the_link_works_once() -> None:
    path = _path(_link())
    Client(headers={"host": "cms.localhost"}).post(path, FORM)
    again = Client(headers={"host": "cms.localhost"})
    for response in (again.get(path), again.post(path, {**FORM, "email": "eve@example.org"})):
        assert response.status_code == 410
        assert "This link has ended." in response.content.decode()
    assert not User.objects.filter(email="eve@example.org").exists()


@real
def test_once_there_is_an_administrator_there_is_no_link(dana: User) -> None:
    assert first_administrator.first_administrator_url(cms_url=CMS_URL) is None


@real
def test_an_open_link_ends_when_an_administrator_is_made_otherwise() -> None:
    token = _token(_link(AT))
    first_administrator.check(token=token, at=AT)
    _make_administrator()
    with pytest.raises(LinkRefused):
        first_administrator.check(token=token, at=AT)


def _make_administrator() -> None:
    person = User.objects.create_user("other@example.org", PASSWORD)
    with as_staff(person):
        User.objects.filter(pk=person.pk).update(is_staff=True, is_superuser=True)


@real
def test_the_link_ends_after_a_day_and_when_there_is_a_newer_one() -> None:
    older = _token(_link(AT))
    first_administrator.check(token=older, at=AT + timedelta(hours=23, minutes=59))
    with pytest.raises(LinkRefused):
        first_administrator.check(token=older, at=AT + timedelta(hours=24))
    newer = _token(_link(AT))
    first_administrator.check(token=newer, at=AT)
    with pytest.raises(LinkRefused):
        first_administrator.check(token=older, at=AT)
    with pytest.raises(LinkRefused):
        first_administrator.check(token="guessed", at=AT)


@real
def test_only_a_hash_is_kept() -> None:
    token = _token(_link())
    with as_login_role():
        stored = FirstAdministratorLink.objects.get()
    assert token not in stored.token_hash
    assert re.fullmatch(r"[0-9a-f]{64}", stored.token_hash)


@pytest.mark.django_db
def test_the_web_cannot_make_a_link(alice: User) -> None:
    for identity in (as_login_role(), as_user(alice)):
        with (
            identity,
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
        ):
            FirstAdministratorLink.objects.create(token_hash="f" * 64, expires_at=AT)


@real
@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"email": "erin@example.org", "password": "12345678"}, "guessed soon"),
        ({"email": "erin@example.org", "password": "erin@example.org"}, "too similar"),
        ({"email": "nonsense", "password": PASSWORD}, "valid email"),
        ({"email": "bob@example.org", "password": PASSWORD}, "already uses"),
        ({}, "required"),
    ],
)
def test_bad_input_is_named_and_costs_nothing(bob: User, form: dict[str, str], told: str) -> None:
    client = Client(headers={"host": "cms.localhost"})
    path = _path(_link())
    assert told in client.post(path, form).content.decode()
    assert not selectors.administrators().exists()
    assert client.post(path, FORM).status_code == 302


@real
def test_the_link_is_of_no_use_on_the_main_host() -> None:
    assert Client().get(_path(_link())).status_code == 404


@real
def test_two_at_once_make_one_administrator() -> None:
    token, start, outcomes = _token(_link()), threading.Barrier(2), []

    def come_in(email: str) -> None:
        start.wait()
        try:
            first_administrator.come_in(
                token=token, email=email, password=PASSWORD, at=datetime.now(UTC)
            )
            outcomes.append("in")
        except LinkRefused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=come_in, args=(f"{name}@example.org",)) for name in ("erin", "eve")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", "refused"]
    assert selectors.administrators().count() == 1
    assert User.objects.count() == 1


@real
def test_a_failure_on_the_way_leaves_the_link_good(monkeypatch: pytest.MonkeyPatch) -> None:
    from cms.services import staff

    token = _token(_link(AT))
    with monkeypatch.context() as patch:
        patch.setattr(staff, "make_administrator", _fail)
        with pytest.raises(IntegrityError):
            first_administrator.come_in(token=token, at=AT, email="e@x.org", password=PASSWORD)
    assert not User.objects.exists()
    first_administrator.check(token=token, at=AT)


def _fail(**_values: object) -> None:
    raise IntegrityError


@pytest.mark.django_db(transaction=True, databases=["default", "worker"])
def test_the_link_follows_the_prefix() -> None:
    with override_settings(CMS_PREFIX="/cms/", CMS_URLCONF="cms.prefix_urls"):
        link = first_administrator.first_administrator_url(cms_url="http://localhost:8000/cms/")
        assert link is not None
        path = link.removeprefix("http://localhost:8000")
        assert path.startswith("/cms/first-administrator/")
        assert Client().get(path).status_code == 200


@real
def test_the_link_is_printed_by_command(dana: User, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="already"):
        call_command("first_administrator", cms_url=CMS_URL)
    with as_staff(dana):
        User.objects.filter(pk=dana.pk).update(is_staff=False, is_superuser=False)
    call_command("first_administrator", cms_url=CMS_URL)
    first_administrator.check(token=_token(capsys.readouterr().out.strip()), at=datetime.now(UTC))


@pytest.mark.django_db
def test_an_administrator_is_made_by_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    call_command("create_administrator", email=" Erin@example.org ")
    person = User.objects.get(email="erin@example.org")
    assert selectors.is_administrator(person)
    assert person.check_password(PASSWORD)


@pytest.mark.django_db
def test_a_person_who_is_here_keeps_their_password(alice: User) -> None:
    call_command("create_administrator", email=alice.email)
    person = User.objects.get(pk=alice.pk)
    assert selectors.is_administrator(person)
    assert person.password == alice.password


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "password"), [("erin@example.org", "123"), ("nonsense", PASSWORD)]
)
def test_the_command_refuses_bad_input(
    monkeypatch: pytest.MonkeyPatch, email: str, password: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(password))
    with pytest.raises(CommandError):
        call_command("create_administrator", email=email)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_the_command_needs_the_login_of_the_web() -> None:
    with override_settings(PROCESS="worker"), pytest.raises(CommandError, match="web"):
        call_command("create_administrator", email="erin@example.org")


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["first_administrator", "verify_audit"])
def test_some_commands_need_the_login_of_the_worker(
    monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.delitem(settings.DATABASES, "worker")
    options = {"cms_url": CMS_URL} if command == "first_administrator" else {}
    with pytest.raises(CommandError, match="DATABASE_URL_WORKER"):
        call_command(command, **options)
