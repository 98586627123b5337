"""Why outside data could not be had, as nouns. Each is a reason to go on with what is known."""


class OutsideError(Exception):
    """A provider gave no usable answer."""


class Unreachable(OutsideError):
    """No connection, no answer in time, or a fault on the provider's side. Worth another try."""


class RateLimited(OutsideError):
    """The provider wants fewer calls."""


class Refused(OutsideError):
    """The provider answered with an error that another try will not change."""


class TooLarge(OutsideError):
    """The answer is larger than any honest one."""


class ForeignHost(OutsideError):
    """An address, or a redirect, leads to a host that is not the provider's."""


class BadAnswer(OutsideError):
    """The answer is not what it should be."""


class BreakerOpen(OutsideError):
    """The provider failed too often; no call is made for a while."""
