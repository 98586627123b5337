"""Nobody who reads Portuguese meets English, on a page or in a mail."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from django.utils.module_loading import import_string
from pytest_django import Settings

from accounts import mailing
from accounts.models import User
from accounts.services import profiles
from accounts.tests.conftest import html_of
from accounts.tests.test_emails import MESSAGES, values_of
from cms.tests.cast import cms_of
from finance.imports.tests import bring
from finance.models import Entry
from numoraq.rls.identity import as_login_role, as_user
from numoraq.tests import source, wording
from numoraq.tests.jobs import Jobs

STATEMENT = source.ROOT / "finance" / "imports" / "tests" / "fixtures" / "extrato_pt.csv"
PUBLIC = (
    "/",
    "/pricing/",
    "/demo/",
    "/offline/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-gone/",
    "/accounts/password/reset/key/done/",
    "/accounts/confirm-email/",
    "/accounts/inactive/",
    "/no/such/page/",
)
OWN = (
    "/dashboard/",
    "/dashboard/?r=all",
    "/entries/assets/",
    "/entries/assets/?search=nowhere",
    "/entries/liabilities/",
    "/entries/income/",
    "/entries/expenses/",
    "/entries/add/?category=assets",
    "/entries/add/?category=expenses",
    "/entries/deleted/",
    "/import/",
    "/export/",
    "/rates/",
    "/rates/USD/set/",
    "/settings/",
    "/settings/security/",
    "/settings/data/",
    "/more/",
    "/welcome/",
    "/accounts/logout/",
)
WRONG: dict[str, dict[str, str]] = {
    "/entries/add/": {"category": "assets", "amount": "abc", "currency": "XXX", "date": "?"},
    "/rates/USD/set/": {"rate": "-1", "day": "2999-01-01"},
    "/settings/": {"name": "a" * 999, "default_currency": "XXX", "language": "xx", "timezone": "x"},
    "/import/": {},
    "/welcome/": {"default_currency": "XXX"},
    "/accounts/reauthenticate/": {"password": "wrong"},
}
FILES = "django.core.files.storage.FileSystemStorage"
ALICES = ("/accounts/email/", "/accounts/password/change/", "/accounts/reauthenticate/")


@pytest.fixture(autouse=True, scope="module")
def _compiled() -> None:
    """Read the catalogues as they are now."""
    wording.read_afresh()


@pytest.fixture
def portuguese(client: Client) -> Client:
    """Return a browser that asks for Portuguese."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "pt-PT,pt;q=0.9"
    return client


def read(client: Client, path: str) -> str:
    """Open a page, and return what it says once it is sure to be in Portuguese only."""
    response = client.get(path, follow=True)
    markup = response.content.decode()
    assert response.status_code in (200, 404), path
    assert re.search(r'<html[^>]* lang="pt"', markup), path
    text = wording.on_page(markup)
    assert wording.english_on(text, wording.english()) == [], path
    return text


# ---- pages


@pytest.mark.django_db
@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_speak_portuguese(path: str, portuguese: Client) -> None:
    read(portuguese, path)


@pytest.fixture
def visitor(portuguese: Client) -> Client:
    """Return the browser of somebody in a demo, who owns, owes, earns and spends."""
    portuguese.post("/demo/", {"persona": "freelancer"})
    return portuguese


@pytest.mark.django_db
def test_own_pages_speak_portuguese(visitor: Client) -> None:
    assert "Património líquido" in read(visitor, "/dashboard/")
    for path in OWN:
        read(visitor, path)
    with as_login_role():
        person = User.objects.get(is_demo=True)
    with as_user(person):
        one_of_each = [Entry.objects.filter(category=c).first() for c in Entry.Category.values]
    for entry in one_of_each:
        assert entry
        read(visitor, f"/entries/{entry.pk}/")
        read(visitor, f"/entries/{entry.pk}/history/")


@pytest.mark.django_db
def test_amounts_and_months_are_written_as_in_portugal(visitor: Client) -> None:
    """The sign stands behind its amount, a month has "de" before its year."""
    board = read(visitor, "/dashboard/")
    assert re.search(r"\d{1,3}\.\d{3},\d\d\s?€", board.replace(" ,", ","))
    assert not re.search(r"(?<!\d\s)€\s*\d", board)
    assert not re.search(r" a (segunda|terça|quarta|quinta|sexta)-feira", board)
    spent = read(visitor, "/entries/expenses/")
    assert re.search(r"Gasto em \w+ de \d{4}", spent)


@pytest.mark.django_db
def test_a_rate_of_ones_own_has_a_button_that_changes_it(visitor: Client) -> None:
    visitor.post("/rates/USD/set/", {"rate": "0,9", "direction": "one", "on": "2026-01-05"})
    assert "Variação" not in read(visitor, "/rates/")
    assert "Alterar" in read(visitor, "/rates/")


@pytest.fixture
def alices(client: Client, alice: User) -> Client:
    """Return Alice's browser: it asks for English, she has chosen Portuguese."""
    with as_user(alice):
        profiles.remember_choice(user=alice, language="pt")
    client.force_login(alice)
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("path", [*OWN, *ALICES])
def test_pages_of_somebody_who_has_nothing_yet_speak_portuguese(path: str, alices: Client) -> None:
    read(alices, path)


@pytest.mark.django_db
def test_what_forms_complain_about_is_portuguese(alices: Client, portuguese: Client) -> None:
    for path, fields in WRONG.items():
        answer = alices.post(path, fields, follow=True)
        text = wording.on_page(answer.content.decode())
        assert wording.english_on(text, wording.english()) == [], path


@pytest.mark.django_db
def test_imports_speak_portuguese(
    alices: Client, alice: User, jobs: Jobs, settings: Settings, tmp_path: Path
) -> None:
    storage = {"BACKEND": FILES, "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    with as_user(alice):
        waiting = bring.upload(alice, STATEMENT.read_bytes(), name="extrato.csv")
    assert "O que significam as colunas?" in read(alices, f"/import/{waiting.pk}/")
    with as_user(alice):
        checked = bring.check(alice, STATEMENT.read_bytes().replace(b"-11-2026", b"-13-2026", 4))
    assert "precisa de si" in read(alices, f"/import/{checked.pk}/")
    with as_user(alice):
        applied = bring.applied(alice, STATEMENT.read_bytes())
    read(alices, f"/import/{applied.pk}/")
    jobs.run()
    assert "nos seus lançamentos" in read(alices, f"/import/{applied.pk}/")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/accounts/user/", "/finance/entry/", "/cms/auditentry/"])
def test_the_cms_speaks_portuguese(path: str, dana: User) -> None:
    with as_user(dana):
        profiles.remember_choice(user=dana, language="pt")
    read(cms_of(dana), path)


# ---- mails


@pytest.mark.parametrize("message", MESSAGES)
def test_mails_speak_portuguese(message: str) -> None:
    with translation.override("pt"):
        made = import_string(message)(**values_of(message))
        mail = mailing.compose(made, to="c@example.org")
    html = html_of(mail)
    assert '<html lang="pt"' in html
    for text in (mail.subject, mail.body, wording.on_page(html)):
        assert wording.english_on(" ".join(text.split()), wording.english()) == []
