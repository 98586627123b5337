"""The words of the project: those in its source, and those that somebody reads on a page."""

import html
import io
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import cast

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Translated
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.utils.translation import reloader
from django.utils.translation.template import templatize

from numoraq.lib import catalogues
from numoraq.tests import source

type Message = tuple[str | None, str, str | None]  # context, text, its plural

ROOT = source.ROOT / "numoraq" / "locale"
KEYWORDS = dict.fromkeys(
    [
        "_",
        "gettext",
        "gettext_lazy",
        "gettext_noop",
        "ngettext",
        "ngettext_lazy",
        "pgettext",
        "pgettext_lazy",
        "npgettext",
        "npgettext_lazy",
    ]
)
WITH_CONTEXT = frozenset(name for name in KEYWORDS if "pgettext" in name)
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd%]|\{\w*\}|</?\w+[^>]*>")
# What no Portuguese sentence contains, and hardly an English one lacks.
ENGLISH = re.compile(
    r"\b(?:the|and|of|is|are|was|were|be|been|your|yours|you|with|without|this|that|these|it|its|"
    r"has|have|had|not|from|what|when|where|which|who|how|every|each|all|any|to|into|by|an|"
    r"will|would|can|cannot|than|then|there|here|their|only|does|did|but|our|we|at|on|in)\b",
    re.IGNORECASE,
)
_ZONES = re.compile(r'<option value="[A-Z]\w+/[^"]*"[^>]*>[^<]*</option>')
_SILENT = re.compile(r"<(script|style|code|kbd)\b.*?</\1>|<!--.*?-->|<!doctype[^>]*>", re.DOTALL)
_SPOKEN = re.compile(r'\b(?:aria-label|title|placeholder|alt|data-confirm)="([^"]*)"')


def read_afresh() -> None:
    """Use the catalogues as they are written now."""
    for path in catalogues.compile_stale(ROOT):
        reloader.translation_file_changed(None, path.with_suffix(".mo"))


@cache
def catalogue(language: str) -> Catalog:
    """Return a catalogue as it is written."""
    with (ROOT / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


def messages(language: str) -> list[Translated]:
    """Return the messages of a catalogue without its head."""
    return [message for message in catalogue(language) if message.id]


def forms(words: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return the forms of a message, one unless it has a plural."""
    return (words,) if isinstance(words, str) else tuple(words or ())


@cache
def english() -> set[str]:
    """Return the English of the source that a Portuguese page must not contain."""
    told = " ".join(text for m in messages("pt") for text in forms(m.string))
    parts = {part for message in in_source() for part in sentences(message)}
    return {part for part in parts if part not in told}


def placeholders(text: str) -> list[str]:
    """Return what is filled in or marked up in a text, in alphabetical order."""
    return sorted(PLACEHOLDER.findall(text))


@cache
def in_source() -> dict[Message, str]:
    """Return each message of the project's code and templates, and a file that has it."""
    found: dict[Message, str] = {}
    for module in source.code():
        found |= dict.fromkeys(_in_python(module.text), module.path)
    for path in source.files(".html", ".txt"):
        if path.startswith("templates/"):
            found |= dict.fromkeys(in_template(path), path)
    return found


@cache
def in_template(path: str) -> frozenset[Message]:
    """Return the messages of a template, by its path from the root of the project."""
    text = (source.ROOT / path).read_text(encoding="utf-8")
    lines = (line.strip() for line in templatize(text).splitlines())
    return frozenset(_in_python("\n".join(lines)))


def _in_python(text: str) -> Iterator[Message]:
    """Yield the messages of Python code, or of what Django makes of a template."""
    calls = extract_python(io.BytesIO(text.encode()), KEYWORDS, [], {})
    for _line, name, found, _comments in calls:
        words = cast("str | tuple[str, ...]", found)
        parts = [words] if isinstance(words, str) else [*words]
        context = parts.pop(0) if name in WITH_CONTEXT else None
        if parts and parts[0]:
            plural = parts[1] if str(name).startswith("n") else None
            yield context, parts[0], plural


def on_page(markup: str) -> str:
    """Return what a page says, to eyes and to screen readers, blanks made one."""
    heard = _SILENT.sub(" ", _ZONES.sub(" ", markup))
    spoken = " . ".join(_SPOKEN.findall(heard))
    seen = re.sub(r"<[^>]+>", " ", heard)
    return " ".join(html.unescape(f"{seen} . {spoken}").split())


def english_on(text: str, sentences: set[str]) -> list[str]:
    """Return the English found in a text: sentences of the source, then single common words."""
    words = (m for m in ENGLISH.finditer(text) if not m[0].isupper())  # ALL is a currency
    found = [sentence for sentence in sentences if sentence in text]
    return found or [text[max(0, m.start() - 40) : m.end() + 40] for m in words]


def sentences(message: Message) -> Iterator[str]:
    """Yield the runs of three or more words in a message, between what is filled in."""
    for text in message[1:]:
        for part in PLACEHOLDER.split(text or ""):
            if len(part.split()) > 2:
                yield " ".join(part.split())
