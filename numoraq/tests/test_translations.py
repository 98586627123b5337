"""The catalogues of translations are whole."""

import pytest
from django.conf import settings
from django.utils import translation

from numoraq.tests import wording
from numoraq.ui import borrowed

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
FAILED = "templates/finance/imports/failed.html"


@pytest.fixture(autouse=True, scope="module")
def _compiled() -> None:
    """Read the catalogues as they are now."""
    wording.read_afresh()


# ---- the catalogue


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_of_the_source_is_in_the_catalogue(language: str) -> None:
    found = {(m.context, *wording.forms(m.id), None)[:3] for m in wording.messages(language)}
    missing = {m: path for m, path in wording.in_source().items() if m not in found}
    assert missing == {}, "run makemessages as CONTRIBUTING.md says, and translate"
    assert found - set(wording.in_source()) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_for_certain(language: str) -> None:
    whole, told = wording.catalogue(language), wording.messages(language)
    assert [m.id for m in told if m.fuzzy or not all(wording.forms(m.string))] == []
    assert list(whole.obsolete) == []
    plural = [m for m in told if m.pluralizable]
    assert [m.id for m in plural if len(wording.forms(m.string)) != whole.num_plurals] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_fill_in_what_the_source_fills_in(language: str) -> None:
    """The form for one may leave out the number, and nothing else."""
    for message in wording.messages(language):
        given = [wording.placeholders(text) for text in wording.forms(message.id)]
        told = [wording.placeholders(text) for text in wording.forms(message.string)]
        assert told[-1] == given[-1] or set(told[-1]) == set(given[-1]) == {"%(count)s"}, message.id
        for form in told[:-1]:
            assert set(form) <= set(given[-1]), message.id
            assert len(set(given[-1]) - set(form)) <= 1, message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_begin_and_end_like_the_source(language: str) -> None:
    """No title has a full stop in one language alone, and no blank is lost at an end."""
    for message in wording.messages(language):
        for text, told in zip(
            wording.forms(message.id), wording.forms(message.string), strict=True
        ):
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
