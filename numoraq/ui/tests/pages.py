"""Renders the frame around a page without a database, and reads pages back."""

from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from django.urls import ResolverMatch

from numoraq.lib.charts.tests.reading import by_class, words

__all__ = ["ask", "by_class", "parse", "render", "words"]
_VOID = {"br", "hr", "img", "input", "link", "meta"}


class Staff(AnonymousUser):
    """Somebody who may open the CMS."""

    is_staff: Any = True
    is_authenticated: Any = True


def ask(path: str = "/", *, url_name: str = "", user: Any = None, **headers: Any) -> HttpRequest:
    """Return a request by somebody, nobody unless told, for a named page."""
    request = RequestFactory(**headers).get(path)
    request.user = user or AnonymousUser()
    request.resolver_match = ResolverMatch(ask, (), {}, url_name) if url_name else None
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    return request


def render(source: str, request: HttpRequest | None = None, **context: Any) -> str:
    """Return template source as a page shows it."""
    template = engines["django"].from_string("{% load i18n ui money %}" + source)
    return str(template.render(context, request))


def parse(markup: str) -> ElementTree.Element:
    """Return HTML as a tree. Fails when elements are not closed in order."""
    reader = _Reader()
    reader.feed(markup)
    return reader.tree()


class _Reader(HTMLParser):
    """Builds a tree and insists on order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = ElementTree.TreeBuilder()
        self.open: list[str] = []
        self.handle_starttag("all", [])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in _VOID:
            self.builder.end(tag)
        else:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        self.builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes another element"
        self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        self.builder.data(data)

    def tree(self) -> ElementTree.Element:
        """Return what was read."""
        assert self.open == ["all"], f"not closed: {self.open[1:]}"
        self.builder.end("all")
        return self.builder.close()
