"""The sidebar: models and pages of the CMS, by section instead of by app."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Section(models.TextChoices):
    """Where a page stands."""

    PEOPLE = "people", _("People")
    MONEY = "money", _("Money")
    PREMIUM = "premium", _("Premium")
    REWARDS = "rewards", _("Rewards")
    SITE = "site", _("Site")
    MACHINE = "machine", _("Machine")


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is not the list of a model; `permission` is app.codename."""

    path: str
    name: str
    title: str | Promise
    section: Section
    permission: str
    view: Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True, slots=True)
class Link:
    """A place in the sidebar."""

    section: Section
    title: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A section with at least one link."""

    title: str
    links: list[Link]


def groups(
    *, request: HttpRequest, apps: Sequence[Mapping[str, Any]], pages: Sequence[Page]
) -> list[Group]:
    """Return what the person may see. `apps` is the app list of Django's admin."""
    links = [*_models(request, apps), *_pages(request, pages)]
    found = {section: [link for link in links if link.section == section] for section in Section}
    return [Group(str(section.label), within) for section, within in found.items() if within]


def _models(request: HttpRequest, apps: Sequence[Mapping[str, Any]]) -> Iterator[Link]:
    for app in apps:
        for model in app["models"]:
            yield _link(request, model["section"], model["name"], model["admin_url"])


def _pages(request: HttpRequest, pages: Sequence[Page]) -> Iterator[Link]:
    for page in pages:
        if request.user.has_perm(page.permission):
            yield _link(request, page.section, str(page.title), reverse(f"admin:{page.name}"))


def _link(request: HttpRequest, section: Section, title: str, url: str) -> Link:
    return Link(section, title, url, request.path.startswith(url))
