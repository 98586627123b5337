"""Celery tasks with an identity: as a person, or as the service. There is no third kind.

A job whose workers die is begun three times, then rejected.
"""

from typing import Any

from celery import Task

from numoraq.lib import attempts
from numoraq.rls.identity import as_service, as_user


class PersonTask(Task):  # type: ignore[misc]
    """A job done for one person, as that person: it sees the rows they see.

    Its keyword `user_id` names the person.
    """

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        attempts.check(self)
        with as_user(kwargs["user_id"]):
            return super().__call__(*args, **kwargs)


class ServiceTask(Task):  # type: ignore[misc]
    """A job done for the installation, over everybody's rows."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        attempts.check(self)
        with as_service():
            return super().__call__(*args, **kwargs)
