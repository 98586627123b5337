"""Celery tasks with an identity: as a person, or as the service. There is no third kind."""

from typing import Any

from celery import Task

from numoraq.rls.identity import as_service, as_user


class PersonTask(Task):  # type: ignore[misc]
    """A job done for one person, as that person: it sees the rows they see.

    Its keyword `user_id` names the person.
    """

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with as_user(kwargs["user_id"]):
            return super().__call__(*args, **kwargs)


class ServiceTask(Task):  # type: ignore[misc]
    """A job done for the installation, over everybody's rows."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with as_service():
            return super().__call__(*args, **kwargs)
