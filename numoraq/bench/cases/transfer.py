"""What a first visit transfers: the page and everything it asks for, compressed."""

import gzip
import re

from numoraq.bench import load, people, server
from numoraq.bench.cases import Scale
from numoraq.bench.report import Result

_BUDGET = 60.0  # KiB
_ASSET = re.compile(rb'(?:href|src)="(/static/[^"]+\.(?:css|js|svg))"')


def run(scale: Scale) -> list[Result]:
    """Add up the landing page and the dashboard, each with its files, as a browser gets them."""
    person = people.make(rows=1000, today=scale.today)
    pages = {"/": {}, "/dashboard/": people.cookie(person)}
    with server.serving("numoraq.wsgi:application", static=True) as app:
        return [
            Result(f"first visit of {path}", _visit(app, path, cookie), None, "KiB", _BUDGET)
            for path, cookie in pages.items()
        ]


def _visit(app: str, path: str, cookie: dict[str, str]) -> float:
    browser = load.Browser(app, cookie)
    page = browser.get(path)
    files = {name.decode() for name in _ASSET.findall(page)}
    bodies = [page, *(browser.get(name) for name in sorted(files))]
    return sum(len(gzip.compress(body, 6)) for body in bodies) / 1024
