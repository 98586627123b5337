"""Who the database is told is asking: a role and a person, carried by a context variable."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID


class Person(Protocol):
    """Anybody with an id; the user model is not importable from here."""

    pk: Any


@dataclass(frozen=True, slots=True)
class Identity:
    """The role a statement runs as, whose rows it may see, and a staff member's signed claim."""

    role: str = "none"  # "none" is PostgreSQL's word for the login role itself
    user_id: str = ""
    claim: str = ""


ANONYMOUS = Identity()
_current: ContextVar[Identity] = ContextVar("rls_identity", default=ANONYMOUS)


def current() -> Identity:
    """Return the identity of the code that is running."""
    return _current.get()


@contextmanager
def acting_as(identity: Identity) -> Iterator[None]:
    """Run a block under an identity; the one before it returns afterwards, come what may."""
    token = _current.set(identity)
    try:
        yield
    finally:
        _current.reset(token)


def as_user(user: Person | UUID | str) -> AbstractContextManager[None]:
    """Run a block as a person: the rows they own, nothing else."""
    return acting_as(Identity("nq_user", str(getattr(user, "pk", user))))


def as_staff(user: Person) -> AbstractContextManager[None]:
    """Run a block as staff, proven to the database by a short-lived signed claim."""
    from numoraq.rls import claims

    return acting_as(Identity("nq_staff", str(user.pk), claims.sign(user_id=str(user.pk))))


def as_service() -> AbstractContextManager[None]:
    """Run a block as the service: jobs and webhooks. Only the worker's login may."""
    return acting_as(Identity("nq_service"))


def as_login_role() -> AbstractContextManager[None]:
    """Run a block as the login role, which reads the tables needed before a person is known."""
    return acting_as(ANONYMOUS)
