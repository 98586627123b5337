"""Every component in a real browser: reading it, walking it by keyboard, without scripts."""

import pytest

from numoraq.tests.journeys.visitor import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("numoraq.ui.tests.urls"),
    pytest.mark.django_db(transaction=True),
]
FOCUSED = "document.activeElement.getAttribute('aria-label')"


def test_every_component_is_accessible(visitor: Visitor) -> None:
    visitor.open("/styleguide/")
    visitor.inspect()


@pytest.mark.parametrize("width", [320, 768, 1600])
def test_every_component_fits(visitor: Visitor, width: int) -> None:
    visitor.page.set_viewport_size({"width": width, "height": 900})
    visitor.open("/styleguide/")
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width


def test_arrows_walk_along_a_chart(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("/styleguide/")
    page.locator(".face-chart .pt[tabindex='0']").focus()
    assert page.evaluate(FOCUSED) == "22 Nov 2026: €392,294.29"
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(FOCUSED).startswith("13 Nov 2026")
    page.keyboard.press("Home")
    assert page.evaluate(FOCUSED).startswith("24 Nov 2025")
    assert page.locator(".face-chart .pt[tabindex='0']").count() == 1
    assert (
        page.locator(".face-chart .pt:focus .ro").evaluate("node => getComputedStyle(node).opacity")
        == "1"
    )


def test_keys_help_and_move(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("/styleguide/")
    page.keyboard.press("?")
    assert page.locator("#keys").evaluate("node => node.open")
    page.keyboard.press("Escape")
    assert not page.locator("#keys").evaluate("node => node.open")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.type("gh?")
    assert page.evaluate("document.activeElement.value") == "gh?"


def test_keys_can_be_turned_off(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("/styleguide/")
    page.keyboard.press("?")
    page.get_by_role("button", name="Turn single keys off").click()
    page.wait_for_load_state()
    page.keyboard.press("?")
    assert not page.locator("#keys").evaluate("node => node.open")


def test_amounts_hide_and_stay_hidden(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("/styleguide/")
    button = page.get_by_role("button", name="Hide amounts")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    page.reload()
    assert page.locator("html.hide-amt").count() == 1
    page.keyboard.press("h")
    assert page.locator("html.hide-amt").count() == 0


def test_sheet_opens_and_closes(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("/styleguide/")
    sheet = page.locator("#sg-sheet")
    page.locator("[commandfor=sg-sheet]").click()
    assert sheet.evaluate("node => node.open")
    page.mouse.click(40, 400)
    assert not sheet.evaluate("node => node.open")


def test_theme_needs_no_script(chromium: object, visitor: Visitor) -> None:
    with Visitor.arrive(chromium, visitor.home, java_script_enabled=False) as quiet:
        quiet.open("/styleguide/")
        quiet.page.get_by_role("button", name="Dark", exact=True).first.click()
        assert quiet.at("/styleguide/")
        assert quiet.page.locator("html[data-theme=dark]").count() == 1
        quiet.page.get_by_text("Show as a table").first.click()
        assert quiet.page.locator("details[open] table").first.is_visible()
