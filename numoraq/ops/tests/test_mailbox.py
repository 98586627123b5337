"""Mail that is kept: readable here, by nobody else, and harmless."""

from pathlib import Path

import pytest
from django.core import checks as django_checks
from django.core.mail import EmailMultiAlternatives, mailers
from django.test import Client
from pytest_django import Settings

from numoraq.ops import checks, mailbox


@pytest.fixture(autouse=True)
def _kept(tmp_path: Path, settings: Settings) -> None:
    settings.MAILBOX = True
    settings.MAILBOX_DIR = tmp_path / "mail"
    settings.MAILERS = {"default": {"BACKEND": "numoraq.ops.mailbox.EmailBackend"}}


@pytest.fixture
def client() -> Client:
    """Return a browser on this machine."""
    return Client(headers={"host": "localhost"})


def send(to: str = "alice@example.org", subject: str = "Your code", html: str = "") -> mailbox.Mail:
    message = EmailMultiAlternatives(
        subject, "Your code is 123456: https://example.org/in?a=1&b=2", "noreply@example.org", [to]
    )
    if html:
        message.attach_alternative(html, "text/html")
    assert message.send() == 1
    return next(mailbox.messages())


def test_a_message_comes_back_as_it_was_sent() -> None:
    mail = send(subject="Olá, Zoë", html="<b>123456</b>")
    assert (mail.subject, mail.to, mail.sender) == (
        "Olá, Zoë",
        "alice@example.org",
        "noreply@example.org",
    )
    assert mail.text.startswith("Your code is 123456")
    assert mail.html.strip() == "<b>123456</b>"
    assert mail.sent_at.tzinfo is not None


def test_the_newest_comes_first_and_one_recipient_can_be_picked() -> None:
    send("alice@example.org", "first")
    send("bob@example.org", "second")
    assert [mail.subject for mail in mailbox.messages()] == ["second", "first"]
    assert [mail.subject for mail in mailbox.messages(to="ALICE@")] == ["first"]


def test_only_the_latest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "KEPT", 2)
    for number in range(4):
        send(subject=str(number))
    assert [mail.subject for mail in mailbox.messages()] == ["3", "2"]


@pytest.mark.parametrize("key", ["", "../secrets", "x" * 29, "0" * 20 + "-" + "0" * 8])
def test_a_key_that_is_none_finds_nothing(key: str) -> None:
    assert mailbox.find(key=key) is None


def test_several_messages_are_sent_at_once() -> None:
    with mailers["default"] as connection:
        messages = [EmailMultiAlternatives("s", "t", "a@b.c", ["d@e.f"]) for _ in range(3)]
        assert connection.send_messages(messages) == 3
    assert len(list(mailbox.messages())) == 3


@pytest.mark.django_db
def test_the_page_lists_and_shows_messages_with_links(client: Client) -> None:
    mail = send()
    assert "Your code" in client.get("/mailbox/").content.decode()
    assert "No mail yet" in client.get("/mailbox/?to=bob").content.decode()
    page = client.get(f"/mailbox/{mail.key}/").content.decode()
    assert 'href="https://example.org/in?a=1&amp;b=2"' in page
    assert "<iframe" not in page


@pytest.mark.django_db
def test_markup_in_a_message_is_shown_in_a_sandbox_only(client: Client) -> None:
    mail = send(subject="<script>alert(1)</script>", html="<script>alert(2)</script>")
    page = client.get(f"/mailbox/{mail.key}/").content.decode()
    assert "<script>alert" not in page
    assert "<iframe" in page
    framed = client.get(f"/mailbox/{mail.key}/html/")
    policy = framed["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert framed["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.django_db
def test_a_message_without_markup_has_no_frame_page(client: Client) -> None:
    assert client.get(f"/mailbox/{send().key}/html/").status_code == 404
    assert client.get("/mailbox/no-such-message/").status_code == 404


@pytest.mark.django_db
def test_refreshing_is_asked_for_and_needs_no_script(client: Client) -> None:
    assert "Refresh" not in client.get("/mailbox/")
    assert client.get("/mailbox/?refresh=1")["Refresh"] == "5"


@pytest.mark.django_db
def test_nobody_else_reads_it(client: Client, settings: Settings) -> None:
    mail = send()
    for path in ("/mailbox/", f"/mailbox/{mail.key}/", f"/mailbox/{mail.key}/html/"):
        assert client.get(path, REMOTE_ADDR="203.0.113.5").status_code == 404
        assert client.get(path, headers={"X-Forwarded-For": "203.0.113.5"}).status_code == 404
    settings.ALLOWED_HOSTS = ["*"]
    assert client.get("/mailbox/").status_code == 200
    assert client.get("/mailbox/", headers={"Host": "rebound.example"}).status_code == 404
    settings.TRUSTED_PROXY_COUNT = 1
    assert client.get("/mailbox/").status_code == 404


@pytest.mark.django_db
def test_there_is_none_where_mail_is_sent(client: Client, settings: Settings) -> None:
    settings.MAILBOX = False
    assert client.get("/mailbox/").status_code == 404


def test_keeping_mail_in_production_is_an_error(settings: Settings) -> None:
    settings.DEBUG = settings.EMBEDDED = False
    settings.ALLOWED_HOSTS = ["localhost", "numoraq.example"]
    errors = checks.check_mailbox()
    assert [error.id for error in errors] == ["ops.E001"]
    assert "numoraq.example" in errors[0].msg
    settings.MAILBOX = False
    assert checks.check_mailbox() == []


def test_keeping_mail_at_home_is_none(settings: Settings) -> None:
    settings.DEBUG = settings.EMBEDDED = False
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "cms.localhost"]
    assert checks.check_mailbox() == []
    names = [repr(check) for check in django_checks.registry.registry.get_checks()]
    assert any("check_mailbox" in name for name in names)
