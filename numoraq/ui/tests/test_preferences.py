"""How a page is shown to one reader."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone, translation

from numoraq.lib import formats
from numoraq.ui import preferences
from numoraq.ui.preferences import Preferences
from numoraq.ui.tests.pages import ask


def test_choices_are_applied_inside_the_block() -> None:
    request = ask()
    chosen = Preferences(language="pt", timezone="Asia/Tokyo", number_format="space")
    with preferences.applied(request, chosen):
        assert translation.get_language() == "pt"
        assert timezone.get_current_timezone_name() == "Asia/Tokyo"
        assert formats.current().number(Decimal("1234.5"), places=1) == "1\xa0234,5"
        assert preferences.of(request) is chosen


def test_choices_end_with_the_block() -> None:
    before = translation.get_language(), timezone.get_current_timezone_name()
    chosen = Preferences(language="pt", timezone="Asia/Tokyo", number_format="space")
    with pytest.raises(RuntimeError), preferences.applied(ask(), chosen):
        raise RuntimeError
    assert (translation.get_language(), timezone.get_current_timezone_name()) == before
    assert formats.current().number(1234) == "1,234"


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd"])
def test_unknown_zones_read_as_the_sites_own(zone: str) -> None:
    with preferences.applied(ask(), Preferences(timezone=zone)):
        assert timezone.get_current_timezone_name() == "UTC"


def test_unknown_languages_change_nothing() -> None:
    with preferences.applied(ask(), Preferences(language="tlh")):
        assert translation.get_language() == "en"


def test_anonymous_readers_have_cookies() -> None:
    request = ask()
    request.COOKIES = {"theme": "dark", "shortcuts": "off"}
    assert preferences.of(request) == Preferences(theme="dark", has_shortcuts=False)


@pytest.mark.parametrize("cookie", ["", "neon", '"><script>'])
def test_strange_cookies_read_as_auto(cookie: str) -> None:
    request = ask()
    request.COOKIES = {"theme": cookie}
    assert preferences.of(request) == Preferences()


def test_choices_of_people_go_to_whoever_keeps_profiles(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[dict[str, Any]] = []
    monkeypatch.setattr(preferences, "_writers", [])
    preferences.register_writer(lambda **told: kept.append(told))
    request = ask()
    preferences.save(request, theme="dark")
    assert kept == [{"user": request.user, "theme": "dark"}]
