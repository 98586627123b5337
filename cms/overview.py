"""The first page of the CMS. Apps above contribute to it from a module `kpis`.

@overview.figure(order=10, permission="finance.view_entry")
def entries(at: datetime) -> overview.Figure: ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString

from cms import selectors
from cms.models import AuditEntry

LINES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number: already written, with its change in per cent and a small drawing."""

    label: str
    value: str
    note: str = ""
    change: Decimal | None = None
    chart: SafeString | None = None
    url_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How one part of the machine is doing, in a word and a line."""

    label: str
    note: str
    word: str
    is_fine: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the audit log, with people by their addresses."""

    entry: AuditEntry
    who: str
    about: str


@dataclass(frozen=True, slots=True)
class _Shown[T]:
    order: int
    permission: str
    load: Callable[[datetime], T]


type _Loader[T] = Callable[[datetime], T]

_figures: list[_Shown[Figure]] = []
_states: list[_Shown[State]] = []
_panels: list[_Shown[Any]] = []


def figure(*, order: int, permission: str = "") -> Callable[[_Loader[Figure]], _Loader[Figure]]:
    """Register a number; `permission` (app.codename) is needed to see it, none by default."""
    return _register(_figures, order, permission)


def state(*, order: int, permission: str = "") -> Callable[[_Loader[State]], _Loader[State]]:
    """Register a part of the machine."""
    return _register(_states, order, permission)


def panel(*, order: int, permission: str = "") -> Callable[[_Loader[Any]], _Loader[Any]]:
    """Register a larger chart: a loader that returns (heading, note, chart)."""
    return _register(_panels, order, permission)


def context(*, request: HttpRequest, at: datetime) -> dict[str, Any]:
    """Return what the page shows to this member of staff."""
    may_see_log = request.user.has_perm("cms.view_auditentry")
    return {
        "figures": _load(_figures, request, at),
        "states": _load(_states, request, at),
        "panels": _load(_panels, request, at),
        "lines": lines(limit=LINES) if may_see_log else None,
        "check": selectors.last_check() if may_see_log else None,
    }


def lines(*, limit: int) -> list[Line]:
    """Return the newest entries of the audit log."""
    entries = list(AuditEntry.objects.order_by("-seq")[:limit])
    ids = {entry.admin_user_id for entry in entries} | {e.target_user_id for e in entries}
    emails = selectors.emails(ids)
    return [
        Line(entry, emails.get(entry.admin_user_id, ""), emails.get(entry.target_user_id, ""))
        for entry in entries
    ]


def _register[T](
    registry: list[_Shown[T]], order: int, permission: str
) -> Callable[[_Loader[T]], _Loader[T]]:
    def add(load: _Loader[T]) -> _Loader[T]:
        registry.append(_Shown(order, permission, load))
        registry.sort(key=lambda shown: shown.order)
        return load

    return add


def _load[T](registry: list[_Shown[T]], request: HttpRequest, at: datetime) -> list[T]:
    return [
        shown.load(at)
        for shown in registry
        if not shown.permission or request.user.has_perm(shown.permission)
    ]
