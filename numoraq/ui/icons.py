"""One icon hand: a square of 20, strokes of 1.75, drawn with `{% icon "name" %}`."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

PATHS = {
    "back": "M16 10H4M9 5l-5 5 5 5",
    "bank": "M3 8l7-5 7 5zM5 8v7M10 8v7M15 8v7M3 17h14",
    "bell": "M5 14V9a5 5 0 0 1 10 0v5l1 1H4zM8.5 17h3",
    "calendar": "M3 5h14v12H3zM3 9h14M7 3v4M13 3v4",
    "chart": "M3 16h14M5 16V9M10 16V4M15 16v-5",
    "check": "M4 10l4 4 8-9",
    "close": "M5 5l10 10M15 5L5 15",
    "copy": "M7 7h10v10H7zM13 7V3H3v10h4",
    "dash": "M3 13a7 7 0 0 1 14 0M10 13l4-5",
    "desk": "M2 4h16v10H2zM7 17h6",
    "door": "M12 3H4v14h8M8 10h9M14 7l3 3-3 3",
    "down": "M10 4v12M5 11l5 5 5-5",
    "edit": "M4 16v-3l9-9 3 3-9 9zM11 6l3 3",
    "eye": "M2 10c3-5 13-5 16 0-3 5-13 5-16 0zM10 8.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z",
    "eye-off": "M2 10c3-5 13-5 16 0-3 5-13 5-16 0zM4 17L16 3",
    "file": "M5 2h7l3 3v13H5zM12 2v4h3",
    "filter": "M3 5h14M6 10h8M8.5 15h3",
    "flag": "M5 18V3h10l-3 4 3 4H5",
    "gear": (
        "M10 7a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM10 2v3M10 15v3M2 10h3M15 10h3"
        "M4.5 4.5l2 2M13.5 13.5l2 2M15.5 4.5l-2 2M6.5 13.5l-2 2"
    ),
    "globe": "M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM2 10h16M10 2c-6 5-6 11 0 16 6-5 6-11 0-16z",
    "help": "M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM7.5 8a2.5 2.5 0 1 1 2.5 3v1M10 14.5v.01",
    "home": "M3 9l7-6 7 6v8h-5v-5H8v5H3z",
    "key": "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM9 11l-6 6M5 15l2 2",
    "keyboard": "M2 5h16v10H2zM5 8v.01M8.5 8v.01M11.5 8v.01M15 8v.01M6 12h8",
    "left": "M12 4l-6 6 6 6",
    "list": "M3 5h14M3 10h14M3 15h9",
    "lock": "M5 9h10v8H5zM7 9V6a3 3 0 0 1 6 0v3",
    "mail": "M2 5h16v10H2zM2 5l8 6 8-6",
    "moon": "M16 12a7 7 0 0 1-8-9 7 7 0 1 0 8 9z",
    "more": "M3 10h2.8M8.6 10h2.8M14.2 10h2.8",
    "person": "M10 3a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM3 18c0-6 14-6 14 0",
    "phone": "M6 2h8v16H6zM9 15h2",
    "plan": "M3 16C8 16 9 6 17 4M3 16h14M13 4h4v4",
    "plus": "M10 4v12M4 10h12",
    "print": "M6 7V2h8v5M6 14H3V7h14v7h-3M6 12h8v6H6z",
    "repeat": "M4 9a6 6 0 0 1 11-3l1 1M16 3v4h-4M16 11a6 6 0 0 1-11 3l-1-1M4 17v-4h4",
    "right": "M8 4l6 6-6 6",
    "search": "M9 4a5 5 0 1 0 0 10A5 5 0 0 0 9 4zM13 13l4 4",
    "star": "M10 2.5l2.2 5 5.3.5-4 3.6 1.2 5.3L10 14.2l-4.7 2.7 1.2-5.3-4-3.6 5.3-.5z",
    "sun": "M10 6a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM10 1v2M10 17v2M1 10h2M17 10h2",
    "swap": "M4 7h12M13 4l3 3-3 3M16 13H4M7 10l-3 3 3 3",
    "trash": "M4 6h12M8 6V4h4v2M6 6l1 11h6l1-11",
    "undo": "M4 8h8a4 4 0 0 1 0 8H8M4 8l3-3M4 8l3 3",
    "up": "M10 16V4M5 9l5-5 5 5",
    "wallet": "M3 6h14v11H3zM3 6l10-3v3M13 11h4v2h-4z",
    "warn": "M10 3l8 14H2zM10 8v4M10 14.5v.01",
}


def draw(name: str) -> SafeString:
    """Return an icon as inline SVG, hidden from screen readers. Raises KeyError."""
    return format_html(
        '<svg class="ic" viewBox="0 0 20 20" aria-hidden="true"><path d="{}"/></svg>', PATHS[name]
    )
