"""The Portuguese catalogue is whole, and nobody who reads Portuguese meets English."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.translation import reloader
from pytest_django import Settings

from accounts import emails, mailing
from accounts.models import User
from accounts.services import profiles
from accounts.tests.conftest import html_of
from accounts.tests.test_emails import VALUES
from cms.tests.cast import cms_of
from finance.imports.tests import bring
from finance.models import Entry
from numoraq.lib import catalogues
from numoraq.rls.identity import as_login_role, as_user
from numoraq.tests import source, wording
from numoraq.tests.jobs import Jobs
from numoraq.ui import borrowed

ROOT = source.ROOT / "numoraq" / "locale"
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
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
FAILED = "templates/finance/imports/failed.html"
ALICES = ("/accounts/email/", "/accounts/password/change/", "/accounts/reauthenticate/")


@cache
def catalogue(language: str) -> Catalog:
    """Return a catalogue as it is written."""
    with (ROOT / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


def messages(language: str) -> list[Message]:
    """Return the messages of a catalogue without its head."""
    return [message for message in catalogue(language) if message.id]


def forms(words: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return the forms of a message, one unless it has a plural."""
    return (words,) if isinstance(words, str) else tuple(words or ())


@cache
def english() -> set[str]:
    """Return the English of the source that a Portuguese page must not contain."""
    told = " ".join(text for m in messages("pt") for text in forms(m.string))
    parts = {part for message in wording.in_source() for part in wording.sentences(message)}
    return {part for part in parts if part not in told}


@pytest.fixture(autouse=True, scope="module")
def _compiled() -> None:
    """Read the catalogues as they are now."""
    for compiled in catalogues.compile_stale(ROOT):
        reloader.translation_file_changed(None, compiled.with_suffix(".mo"))


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
    assert wording.english_on(text, english()) == [], path
    return text


# ---- the catalogue


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_of_the_source_is_in_the_catalogue(language: str) -> None:
    found = {(m.context, *forms(m.id), None)[:3] for m in messages(language)}
    missing = {m: path for m, path in wording.in_source().items() if m not in found}
    assert missing == {}, "run makemessages as CONTRIBUTING.md says, and translate"
    assert found - set(wording.in_source()) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_for_certain(language: str) -> None:
    whole = catalogue(language)
    assert [m.id for m in messages(language) if m.fuzzy or not all(forms(m.string))] == []
    assert list(whole.obsolete) == []
    plural = [m for m in messages(language) if m.pluralizable]
    assert [m.id for m in plural if len(forms(m.string)) != whole.num_plurals] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_fill_in_what_the_source_fills_in(language: str) -> None:
    """The form for one may leave out the number, and nothing else."""
    for message in messages(language):
        given = [wording.placeholders(text) for text in forms(message.id)]
        told = [wording.placeholders(text) for text in forms(message.string)]
        assert told[-1] == given[-1] or set(told[-1]) == set(given[-1]) == {"%(count)s"}, message.id
        for form in told[:-1]:
            assert set(form) <= set(given[-1]), message.id
            assert len(set(given[-1]) - set(form)) <= 1, message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_begin_and_end_like_the_source(language: str) -> None:
    """No title has a full stop in one language alone, and no blank is lost at an end."""
    for message in messages(language):
        for text, told in zip(forms(message.id), forms(message.string), strict=True):
            assert text.endswith(".") == told.endswith("."), text
            assert _ends(text) == _ends(told), text


def test_texts_that_libraries_have_in_english_alone_are_ours() -> None:
    with translation.override("pt"):
        for text in (*borrowed.DJANGO, *borrowed.ALLAUTH):
            assert translation.gettext(text) != text
        assert str(borrowed.COUNTED[0] % {"count": 2}) == "…e mais 2 objetos."
        assert str(borrowed.COUNTED[1] % 10).endswith("pelo menos 10 caracteres.")


def _ends(text: str) -> tuple[bool, bool]:
    return text[0].isspace(), text[-1].isspace()


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
        assert wording.english_on(text, english()) == [], path


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


@pytest.mark.parametrize("function", VALUES)
def test_mails_speak_portuguese(function: str) -> None:
    with translation.override("pt"):
        mail = mailing.compose(getattr(emails, function)(**VALUES[function]), to="c@example.org")
    html = html_of(mail)
    assert '<html lang="pt"' in html
    for text in (mail.subject, mail.body, wording.on_page(html)):
        assert wording.english_on(" ".join(text.split()), english()) == []


# ---- the means of this test


def test_english_is_found() -> None:
    assert wording.english_on("Olá. Nothing was written.", {"Nothing was written."}) != []
    assert wording.english_on("Guarde the file", set()) != []
    assert wording.english_on("Guarde o ficheiro", {"Nothing was written."}) == []
    page = '<a href="/of/" title="Close it"><style>of</style>Fechar</a>'
    assert wording.on_page(page) == "Fechar . Close it"


def test_messages_are_found_in_python_and_in_templates() -> None:
    found = wording.in_source()
    assert ("heading", "You", None) in found
    assert (None, "%(n)s row", "%(n)s rows") in found
    assert (None, "Keep me signed in for 30 days", None) in found
    assert (None, "Nothing was written.", None) in wording.in_template(FAILED)
