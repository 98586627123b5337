"""The processes of the product. A further process is one more line in the table."""

import os
import signal
import sys
from dataclasses import replace

from numoraq.embedded import payments
from numoraq.embedded.place import Place
from numoraq.embedded.process import Command

_GRANIAN = (sys.executable, "-m", "granian", "--no-ws", "--log-level", "warning")
# Workers need not know of each other; asking around takes a second at each start.
_LONER = ("--without-mingle", "--without-gossip")
_CELERY = (sys.executable, "-m", "celery", "-A")


def table(place: Place) -> list[Command]:
    """Return the children that run beside the servers, in the order they are started."""
    workers = os.environ.get("NUMORAQ_WEB_WORKERS") or "1"
    where = ("--host", place.host, "--port", str(place.port), "--workers", workers)
    web = (*_GRANIAN, "--interface", "wsgi", *where, "--blocking-threads", "4")
    worker = (*_CELERY, "numoraq", "worker", "--loglevel", "WARNING", "--concurrency", "2", *_LONER)
    timing = ("--schedule", str(place.data.path / "beat-schedule"), "--pidfile=")
    beat = (*_CELERY, "numoraq.beat", "beat", "--loglevel", "WARNING", *timing)
    stand_in = place.stand_in and payments.command(
        place.stand_in, place.data, web_url=place.web_url
    )
    return [
        *([stand_in] if stand_in else []),
        # While it still imports the project, a worker of granian takes a signal and forgets it.
        replace(_child(place, "web", "web", (*web, "numoraq.wsgi:application")), is_reminded=True),
        _child(place, "worker", "worker", worker),
        _child(place, "beat", "worker", beat),
    ]


def preparation(place: Place, *, result: str) -> Command:
    """Return the one-shot that migrates and loads what the product cannot do without."""
    argv = (sys.executable, "manage.py", "prepare", "--result", result, "--cms-url", place.cms_url)
    env = {**place.variables("owner", "web", "worker"), "NUMORAQ_PROCESS": "worker"}
    return Command("prepare", argv, place.data.log("prepare"), env=env)


def _child(place: Place, name: str, login: str, argv: tuple[str, ...]) -> Command:
    # Celery would run all of Django's checks at each start of a worker.
    env = {**place.variables(login), "NUMORAQ_PROCESS": login, "CELERY_SKIP_CHECKS": "1"}
    stop = signal.SIGTERM
    return Command(name, argv, place.data.log(name), env=env, stop_with=stop)
