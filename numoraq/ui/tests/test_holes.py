"""Pages that are kept, with holes for what each answer has of its own."""

import re

import pytest
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.middleware.csp import ContentSecurityPolicyMiddleware
from django.test import RequestFactory

from numoraq.ui import holes


@pytest.fixture
def request_(db: None) -> HttpRequest:
    """Return a request as views see it."""
    request = RequestFactory().get("/offline/")
    request.user = AnonymousUser()
    for middleware in (SessionMiddleware, MessageMiddleware, ContentSecurityPolicyMiddleware):
        middleware(lambda request: HttpResponse()).process_request(request)
    return request


def test_a_kept_page_has_neither_token_nor_nonce(request_: HttpRequest) -> None:
    kept = holes.render(request_, "base.html", {})
    text = holes.fill(request_, kept)
    (nonce,) = set(re.findall(r'nonce="([^"]+)"', text))
    assert nonce not in kept.text
    assert kept.mark in kept.text
    assert kept.mark not in text
    for token in re.findall(r'csrfmiddlewaretoken" value="([^"]+)"', text):
        assert len(token) == 64
        assert token not in kept.text


def test_each_page_has_a_mark_of_its_own(request_: HttpRequest) -> None:
    marks = {holes.render(request_, "base.html", {}).mark for _again in range(3)}
    assert len(marks) == 3
    assert all(len(mark) == 32 for mark in marks)


def test_what_is_said_once_is_not_kept(request_: HttpRequest) -> None:
    assert not holes.has_toasts(request_)
    messages.success(request_, "Saved")
    assert holes.has_toasts(request_)


def test_the_frame_is_part_of_the_key(request_: HttpRequest) -> None:
    plain = holes.frame(request_)
    request_.COOKIES["amounts"] = "hidden"
    assert holes.frame(request_) != plain
