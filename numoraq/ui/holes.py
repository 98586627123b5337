"""Pages that are rendered once and kept, with holes for what each answer has of its own.

A kept page has neither token nor nonce in it: it has a mark that nobody can guess where they
belong. Whatever else of the request a page shows must be part of the key it is kept under.

    kept = holes.render(request, "page.html", context)    # keep this
    return HttpResponse(holes.fill(request, kept))        # answer that
"""

import secrets
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csp import get_nonce
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from numoraq.ui.context import Shell


class Kept(NamedTuple):
    """A page with its mark."""

    mark: str
    text: str


def render(request: HttpRequest, template: str, context: Mapping[str, Any]) -> Kept:
    """Return a page with holes in place of the CSRF token and the nonce."""
    mark = secrets.token_hex(16)
    marked = {**context, "csrf_token": _token(mark), "csp_nonce": _nonce(mark)}
    return Kept(mark, render_to_string(template, marked, request))


def fill(request: HttpRequest, kept: Kept) -> str:
    """Return the page for one answer."""
    text = kept.text.replace(_token(kept.mark), get_token(request))
    return text.replace(_nonce(kept.mark), str(get_nonce(request)))


def frame(request: HttpRequest) -> tuple[str | bool, ...]:
    """Return what the app's frame shows of a request beside its language: part of every key."""
    shell = Shell(request)
    return (shell.theme, shell.palette, shell.hides_amounts, shell.has_shortcuts, shell.cms_url)


def has_toasts(request: HttpRequest) -> bool:
    """Return whether the page has something to say once: then it is not one to keep."""
    return len(get_messages(request)) > 0


def _token(mark: str) -> str:
    return f"{mark}-token"


def _nonce(mark: str) -> str:
    return f"{mark}-nonce"
