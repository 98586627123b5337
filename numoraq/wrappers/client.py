"""The one client for outside data: fixed hosts, time-outs, sizes, retries, breaker, counting.

    with client.use(providers.ecb(), at=at) as call:
        rates = ecb.parse(call.get("eurofxref-hist-90d.xml"))
        call.tally.rows_in = len(rates)

Whatever goes wrong inside, also while reading the answer, counts as a failure of the provider
if it is an OutsideError. Nobody's input ever becomes part of an address.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import httpx
import stamina

from numoraq.wrappers import deadlines, errors, stats
from numoraq.wrappers.models import WrapperStat
from numoraq.wrappers.providers import Provider
from numoraq.wrappers.stats import Tally

TIMEOUT: Final = httpx.Timeout(5.0)  # seconds to connect, and between two pieces of an answer
DEADLINE: Final = 20.0  # seconds for a whole answer
ATTEMPTS: Final = 3
REDIRECTS: Final = 3
_HEADERS: Final = {"Accept-Encoding": "identity", "User-Agent": "NumoraQ"}
_HELD: Final = {"trace": deadlines.trace}
_NONE_KEPT: Final = httpx.Limits(max_keepalive_connections=0)  # each call has a time of its own


class Answer(NamedTuple):
    """The status and the body of an answer to a form."""

    status: int
    body: bytes


class Call:
    """A use of one provider, with what it came to."""

    def __init__(self, provider: Provider, http: httpx.Client) -> None:
        self.provider = provider
        self.tally = Tally()
        self._http = http

    def get(self, path: str) -> bytes:
        """Return the body at a path below the provider's address.

        Raises Unreachable after the last attempt, RateLimited, Refused, TooLarge, ForeignHost.
        """
        again = stamina.RetryingCaller(attempts=ATTEMPTS).on(errors.Unreachable)
        return again(self._timed, self._followed, self._url(path))

    def post(self, path: str, fields: Mapping[str, str], *, user: str, password: str) -> Answer:
        """Return what a form is answered with; only once, as it may have been taken.

        Raises Unreachable, RateLimited, TooLarge, and Refused for anything but a success or a
        400, which is the provider's word about these fields and no failure of its own.
        """
        url = self._url(path)
        request = self._http.build_request("POST", url, data=dict(fields), extensions=_HELD)
        authorised = httpx.BasicAuth(user, password)
        self.tally.bytes_out += len(request.content)
        return self._timed(self._posted, request, authorised)

    def _url(self, path: str) -> str:
        return f"{self.provider.base}/{path.lstrip('/')}"

    def _timed[**P, T](self, ask: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        begun = time.monotonic()
        self.tally.calls += 1
        try:
            return _in_time(ask, *args, **kwargs)
        except errors.OutsideError:
            self.tally.errors += 1
            raise
        finally:
            took = round((time.monotonic() - begun) * 1000)
            self.tally.latency_ms_sum += took
            self.tally.latency_ms_max = max(self.tally.latency_ms_max, took)

    def _posted(self, request: httpx.Request, auth: httpx.BasicAuth) -> Answer:
        try:
            response = self._http.send(request, auth=auth, stream=True)
            try:
                return Answer(response.status_code, self._read(response, also=(201, 400)))
            finally:
                response.close()
        except httpx.TransportError as error:
            raise errors.Unreachable(f"{type(error).__name__}: {error}") from error

    def _followed(self, url: str) -> bytes:
        """Return the body of an address or of where it redirects to, on the same host only."""
        for _hop in range(REDIRECTS + 1):
            parts = urlsplit(url)
            if (parts.scheme, parts.netloc) != self.provider.origin:
                raise errors.ForeignHost(parts.netloc)
            try:
                with self._http.stream("GET", url, extensions=_HELD) as response:
                    if not response.has_redirect_location:
                        return self._read(response)
                    url = str(response.url.join(response.headers["Location"]))
            except (httpx.TransportError, httpx.InvalidURL) as error:
                raise errors.Unreachable(f"{type(error).__name__}: {error}") from error
        raise errors.Refused("too many redirects")

    def _read(self, response: httpx.Response, *, also: Collection[int] = ()) -> bytes:
        self._judge(response, also)
        pieces, size = [], 0
        for piece in response.iter_raw():
            size += len(piece)
            self.tally.bytes_in += len(piece)
            if size > self.provider.max_bytes:
                raise errors.TooLarge(f"more than {self.provider.max_bytes} bytes")
            pieces.append(piece)
        return b"".join(pieces)

    def _judge(self, response: httpx.Response, also: Collection[int]) -> None:
        status = response.status_code
        if status == httpx.codes.TOO_MANY_REQUESTS:
            self.tally.rate_limited += 1
            raise errors.RateLimited(f"HTTP {status}")
        if status >= 500:
            raise errors.Unreachable(f"HTTP {status}")
        if status != httpx.codes.OK and status not in also:
            raise errors.Refused(f"HTTP {status}")
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise errors.BadAnswer("compressed, though nobody asked for it")


@contextmanager
def use(provider: Provider, *, at: datetime) -> Iterator[Call]:
    """Call a provider inside the block, and count what it came to afterwards.

    `at` is aware UTC. Raises BreakerOpen without a call when the provider failed too often.
    """
    breaker = stats.breaker_of(provider.name)
    if breaker.state(at=at, pause=provider.pause) is WrapperStat.Breaker.OPEN:
        raise errors.BreakerOpen(provider.name)
    with httpx.Client(timeout=TIMEOUT, headers=_HEADERS, limits=_NONE_KEPT) as http:
        call = Call(provider, http)
        try:
            yield call
        except errors.OutsideError as error:
            call.tally.errors = max(call.tally.errors, 1)
            problem = f"{type(error).__name__}: {error}"[:500]
            stats.add(provider.name, call.tally, at=at, problem=problem)
            raise
    stats.add(provider.name, call.tally, at=at)


def _in_time[**P, T](ask: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    late = f"not complete after {DEADLINE:.0f} seconds"
    with deadlines.within(DEADLINE) as deadline:
        try:
            found = ask(*args, **kwargs)
        except errors.Unreachable as error:
            if deadline.is_over:
                raise errors.Unreachable(late) from error
            raise
        if deadline.is_over:  # a connection that is cut looks like an end
            raise errors.Unreachable(late)
    return found
