"""What the forms on a page would send as they stand."""

from xml.etree import ElementTree

from finance.tests.pages.reading import Response
from numoraq.ui.tests.pages import parse

_NOT_SENT = {"submit", "button", "file", "image", "reset"}


def fields(response: Response, *, form: str = "") -> dict[str, str]:
    """Return the values by name of the form whose inputs include a name (the first form)."""
    page = parse(response.content.decode().replace("<!doctype html>", ""))
    for found in page.iter("form"):
        values = dict(_values(found))
        if not form or form in values:
            return values
    raise AssertionError(f"no form with a field {form!r}")


def _values(form: ElementTree.Element) -> list[tuple[str, str]]:
    found = []
    for node in form.iter():
        name = node.get("name")
        if not name:
            continue
        if node.tag == "textarea":
            found.append((name, (node.text or "").removeprefix("\n")))
        elif node.tag == "select":
            found.append((name, _chosen(node)))
        elif node.tag == "input" and _is_sent(node):
            found.append((name, node.get("value", "")))
    return found


def _is_sent(node: ElementTree.Element) -> bool:
    kind = node.get("type", "text")
    is_box = kind in {"checkbox", "radio"}
    return kind not in _NOT_SENT and (not is_box or "checked" in node.attrib)


def _chosen(select: ElementTree.Element) -> str:
    options = list(select.iter("option"))
    chosen = [option for option in options if "selected" in option.attrib] or options[:1]
    return chosen[0].get("value", "") if chosen else ""
