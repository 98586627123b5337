"""Refusals in the shape of Stripe's errors."""

from premium.fakestripe.shapes import Json


class Refused(Exception):
    """A request that is answered with an error; whatever it had begun is undone."""

    def __init__(self, message: str, *, status: int = 400, **details: str | None) -> None:
        super().__init__(message)
        self.status = status
        self.details = details

    def body(self) -> Json:
        """Return the answer: type, message, and the code and param where there are any."""
        known = {name: value for name, value in self.details.items() if value}
        return {"error": {"type": "invalid_request_error", "message": str(self), **known}}


def missing(kind: str, identity: str, *, param: str = "id") -> Refused:
    """Return the refusal for an object that does not exist."""
    said = f"No such {kind.replace('.', ' ').replace('_', ' ')}: '{identity}'"
    return Refused(said, status=404, code="resource_missing", param=param)


def unknown(param: str) -> Refused:
    """Return the refusal for a parameter the method does not have."""
    return Refused(f"Received unknown parameter: {param}", code="parameter_unknown", param=param)


def required(param: str) -> Refused:
    """Return the refusal for a parameter that was left out."""
    return Refused(f"Missing required param: {param}.", code="parameter_missing", param=param)


def invalid(param: str, message: str) -> Refused:
    """Return the refusal for a parameter with a value that cannot be."""
    return Refused(message, param=param)
