"""What becomes of sample data: who worked on it is not to lose that by default."""

import pytest

from accounts.models import User
from accounts.services import demo
from accounts.tests.conftest import Browser
from accounts.tests.test_demo import person

pytestmark = pytest.mark.urls("accounts.tests.test_demo")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the ids of those an app was asked about; nobody changed anything."""
    ids: list[str] = []
    monkeypatch.setattr(demo, "_checks", [])

    def check(*, user: User) -> bool:
        ids.append(str(user.pk))
        return False

    demo.register_check(check)
    return ids


@pytest.fixture
def visitor(browser: Browser) -> Browser:
    """Return the browser of somebody who tries the demo."""
    assert browser.post("/begin/").status_code == 200
    return browser


def test_who_changed_nothing_is_offered_an_empty_account(
    visitor: Browser, asked: list[str]
) -> None:
    assert visitor.get("/demo/keep/").context["form"]["sample"].initial == "drop"
    assert asked == [str(person().pk)]


def test_who_changed_something_keeps_it_unless_told_otherwise(
    visitor: Browser, asked: list[str]
) -> None:
    demo.register_check(lambda *, user: True)
    answer = visitor.get("/demo/keep/")
    assert answer.context["form"]["sample"].initial == "keep"
    assert "with every change I made to it" in answer.content.decode()


def test_an_app_is_asked_once_however_often_it_registers(asked: list[str]) -> None:
    def check(*, user: User) -> bool:
        return False

    before = len(demo._checks)
    demo.register_check(check)
    demo.register_check(check)
    assert demo._checks[before:] == [check]
