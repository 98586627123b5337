"""HTML in which everything that is text is escaped, and the frame of each page."""

from html import escape
from pathlib import Path

_STYLE = (Path(__file__).parent / "style.css").read_text()
type Part = Html | str | None


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(element: str, /, *inside: Part, **attributes: str | None) -> Html:
    """Return an element; `class_` is class, and an attribute that is None is left out."""
    words = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    start = f"<{element}{words}>"
    if element in {"input", "link", "meta"}:
        return Html(start)
    return Html(f"{start}{join(*inside)}</{element}>")


def join(*parts: Part) -> Html:
    """Return parts one after another; what is no HTML yet is escaped."""
    return Html("".join(one if isinstance(one, Html) else escape(one or "") for one in parts))


def form(action: str, secret: str, *inside: Part) -> Html:
    """Return a form that posts, with the word that proves it was made here."""
    hidden = tag("input", type="hidden", name="secret", value=secret)
    return tag("form", hidden, *inside, method="post", action=action)


def button(label: str, value: str, *, name: str = "do", kind: str | None = None) -> Html:
    """Return a button that posts its value."""
    return tag("button", label, type="submit", name=name, value=value, class_=kind)


def facts(rows: list[tuple[str, Part]]) -> Html:
    """Return names and values, one below another."""
    cells = [join(tag("dt", name), tag("dd", value)) for name, value in rows]
    return tag("dl", *cells)


def page(title: str, *inside: Part, wide: bool = False) -> str:
    """Return a whole page."""
    head = join(
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("link", rel="stylesheet", href="/style.css"),
        tag("title", f"{title} – Test payments"),
    )
    band = tag("header", tag("p", tag("strong", "Test payments"), " — no real money"))
    main = tag("main", tag("h1", title), *inside, class_="wide" if wide else None)
    return "<!doctype html>" + tag("html", tag("head", head), tag("body", band, main), lang="en")


def style() -> str:
    """Return the style of all pages."""
    return _STYLE
