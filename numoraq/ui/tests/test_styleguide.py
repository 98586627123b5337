"""The page that shows every component."""

import re

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("numoraq.ui.tests.urls")]


def test_styleguide_shows_every_chart() -> None:
    page = Client().get("/styleguide/").content.decode()
    for ident in ("sg-area", "sg-run", "sg-huge", "sg-debt"):
        assert f'id="{ident}"' in page
    assert page.count('class="flow') >= 2
    assert page.count('class="dial"') >= 3


def test_scripts_carry_the_nonce_of_the_policy() -> None:
    response = Client().get("/styleguide/")
    policy = response.headers["Content-Security-Policy"]
    (nonce,) = re.findall(r"'nonce-([^']+)'", policy)
    assert response.content.decode().count(f'nonce="{nonce}"') == 2
    assert "unsafe" not in policy


def test_every_id_is_unique() -> None:
    page = Client().get("/styleguide/").content.decode()
    idents = re.findall(r'\sid="([^"]+)"', page)
    twice = {ident for ident in idents if idents.count(ident) > 1}
    assert twice == set()
