"""The frame around pages: what is in it for whom."""

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.template import engines, loader
from django.test import override_settings
from django.utils import translation

from numoraq.ui import nav
from numoraq.ui.context import shell
from numoraq.ui.preferences import Preferences, applied
from numoraq.ui.tests.pages import Staff, ask, by_class, parse, render, words


def base(request: HttpRequest) -> str:
    return loader.render_to_string("base.html", {}, request)


def extend(name: str, **blocks: str) -> str:
    source = "".join(f"{{% block {key} %}}{value}{{% endblock %}}" for key, value in blocks.items())
    template = engines["django"].from_string(f'{{% extends "{name}" %}}{source}')
    return str(template.render({}, ask(url_name="entries")))


@pytest.mark.parametrize("name", ["base.html", "site.html", "gate.html"])
def test_every_frame_has_title_language_and_a_way_past_the_menu(name: str) -> None:
    page = extend(name, title="Today", main="<p>Here</p>")
    assert "<title>Today · NumoraQ</title>" in page
    assert '<html lang="en" dir="ltr">' in page
    assert '<a class="skip" href="#main">' in page
    assert '<main id="main"' in page or 'id="main"' in page
    assert "<p>Here</p>" in page


@pytest.mark.parametrize("name", ["base.html", "site.html", "gate.html"])
def test_scripts_are_ours_alone(name: str) -> None:
    page = extend(name)
    scripts = [node.attrib for node in parse(page).iter("script")]
    assert len(scripts) == 2
    for script in scripts:
        assert script["src"].startswith("/static/")
        assert "defer" in script


def test_htmx_may_not_evaluate_code() -> None:
    page = extend("base.html")
    assert '"allowEval": false' in page
    assert '"selfRequestsOnly": true' in page
    assert '"includeIndicatorStyles": false' in page


def test_current_place_is_marked() -> None:
    found = {item.icon: item.is_current for item in nav.items(url_name="entry-edit")}
    assert [icon for icon, is_current in found.items() if is_current] in (["list"], [])


@override_settings(ROOT_URLCONF="numoraq.ui.urls")
def test_places_that_do_not_exist_are_left_out() -> None:
    assert nav.items(url_name="dashboard") == []
    assert nav.site_links() == []
    assert nav.find("entry-edit", "1") == ""


def test_theme_is_written_by_the_server() -> None:
    request = ask()
    with applied(request, Preferences(theme="dark")):
        assert 'data-theme="dark"' in base(request)


def test_right_to_left_languages_turn_the_page() -> None:
    with translation.override("ar"):
        assert 'dir="rtl"' in base(ask())


def test_hidden_amounts_are_hidden_from_the_first_byte() -> None:
    request = ask()
    assert "hide-amt" not in base(request)
    request.COOKIES = {"amounts": "hidden"}
    assert 'class="hide-amt"' in base(request)


def test_single_keys_can_be_off() -> None:
    request = ask()
    request.COOKIES = {"shortcuts": "off"}
    page = base(request)
    assert 'data-shortcuts="off"' in page
    assert "Turn single keys on" in page


def test_only_staff_see_the_way_to_the_cms() -> None:
    assert "data-cms-url" not in base(ask())
    page = base(ask(user=Staff()))
    assert f'data-cms-url="http://{settings.CMS_HOSTS[0]}' in page
    assert "Ctrl" in page


@override_settings(CMS_PREFIX="/cms/")
def test_cms_may_live_under_a_prefix() -> None:
    assert shell(ask(user=Staff()))["shell"].cms_url == "/cms/"


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("localhost", "http://cms.localhost/"),
        ("localhost:8000", "http://cms.localhost:8000/"),
        ("[::1]:8000", "http://cms.localhost:8000/"),
        ("[::1]", "http://cms.localhost/"),
    ],
)
def test_cms_keeps_the_port(host: str, url: str) -> None:
    assert shell(ask(user=Staff(), HTTP_HOST=host))["shell"].cms_url == url


def test_public_pages_offer_what_the_visitor_needs() -> None:
    frame = shell(ask())["shell"]
    assert not frame.is_signed_in
    assert frame.login_url
    assert frame.signup_url
    assert shell(ask(user=Staff()))["shell"].is_signed_in


def test_nothing_is_worked_out_without_being_asked() -> None:
    request = ask()
    del request.user
    frame = shell(request)["shell"]
    assert frame.cms_url == ""
    assert not frame.is_signed_in


def test_sheet_and_keys_are_on_every_page_of_the_app() -> None:
    page = base(ask())
    assert '<dialog id="sheet"' in page
    assert 'id="sheet-body"' in page
    assert '<dialog id="keys"' in page


def test_quick_add_is_a_link_and_a_sheet() -> None:
    source = '{% include "components/add_button.html" %}'
    (link,) = by_class(parse(render(source, ask())), "go")
    assert link.get("href") == link.get("hx-get")
    assert link.get("hx-target") == "#sheet-body"
    assert words(link).strip() == "Add"


def test_pages_link_only_where_there_are_any() -> None:
    source = '{% include "components/pages.html" with newer=n older=o %}'
    assert render(source, ask(), n="", o="").strip() == ""
    tree = parse(render(source, ask(), n="", o="?after=7"))
    assert [link.get("rel") for link in tree.iter("a")] == ["next"]


def test_notes_and_empty_places() -> None:
    note = parse(render('{% include "components/note.html" with kind="err" text=t %}', t="<x>"))
    assert by_class(note, "note")[0].get("role") == "alert"
    assert "<x>" in words(note)
    empty = parse(
        render(
            '{% include "components/empty.html" with title=t url="/a" action="Go" drawn=1 %}',
            t="Nothing",
        )
    )
    assert by_class(empty, "skel")
    assert [link.get("href") for link in empty.iter("a")] == ["/a"]
