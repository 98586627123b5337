"""A small HTTP client that asks for the same page again and again, over kept connections."""

import contextlib
import http.client
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit


class WrongAnswer(RuntimeError):
    """The page did not answer as it must: its speed means nothing then."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a load brought: requests a second, their durations in seconds, bytes of one body."""

    per_second: float
    seconds: tuple[float, ...]
    body_bytes: int


class Browser:
    """One kept connection to a server."""

    def __init__(self, base: str, headers: Mapping[str, str]) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
        self._headers = dict(headers)

    def get(self, path: str) -> bytes:
        """Return the body of a page. Raises WrongAnswer for anything but 200."""
        body, status = self._ask("GET", path, None, {})
        if status != http.client.OK:
            raise WrongAnswer(f"{path} answered {status}")
        return body

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        """Post something and return the answer. Raises WrongAnswer for refusals and failures."""
        answer, status = self._ask("POST", path, body, headers)
        if status >= http.client.BAD_REQUEST:
            raise WrongAnswer(f"{path} answered {status}")
        return answer

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[bytes, int]:
        self._connection.request(method, path, body, {**self._headers, **headers})
        response = self._connection.getresponse()
        return response.read(), response.status


def run(
    base: str, path: str, *, headers: Mapping[str, str], connections: int, requests: int
) -> Load:
    """Ask for a page `requests` times over some connections at once."""
    with contextlib.ExitStack() as stack:
        browsers = [Browser(base, headers) for _ in range(connections)]
        for browser in browsers:
            stack.callback(browser.close)
        size = len(browsers[0].get(path))
        elapsed, durations = _ask_all(browsers, path, requests)
    return Load(len(durations) / elapsed, tuple(durations), size)


def _ask_all(browsers: list[Browser], path: str, requests: int) -> tuple[float, list[float]]:
    durations: list[float] = []
    failures: list[Exception] = []

    def ask(browser: Browser) -> None:
        try:
            for _ in range(requests // len(browsers)):
                started = time.perf_counter()
                browser.get(path)
                durations.append(time.perf_counter() - started)
        except (WrongAnswer, OSError) as error:
            failures.append(error)

    threads = [threading.Thread(target=ask, args=[browser]) for browser in browsers]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - started
    if failures:
        raise failures[0]
    return elapsed, durations
