"""What factors are called: by their owner, or by their kind in the language of the reader."""

from itertools import count
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet, Value
from django.db.models.functions import Lower
from django.utils import translation

from accounts.models import Factor, User
from numoraq.rls.identity import as_login_role

LENGTH = 64  # characters


def free(*, user_id: UUID, wanted: str) -> str:
    """Return a name no other factor of the person has: the one wanted, or it with a number.

    Nothing when nothing is wanted: such a factor is called by its kind.
    """
    wanted = " ".join(wanted.split())[:LENGTH]
    if not wanted:
        return ""
    name, number = wanted, 1
    with as_login_role():
        while _is_among(Factor.objects.filter(user_id=user_id), name):
            number += 1
            name = f"{wanted[: LENGTH - 3]} {number}"
    return name


def is_taken(*, user: User, factor: Factor, name: str) -> bool:
    """Return whether another factor of a person is called so, by its own name or its kind's."""
    return _is_among(Factor.objects.filter(user=user).exclude(pk=factor.pk), name)


def free_ordinal(*, user_id: UUID, kind: str) -> int:
    """Return the number of the next factor of a kind that has no name. Runs as the login role.

    With it, the factor is called as no other is, whatever language it is read in.
    """
    mine = Factor.objects.filter(user_id=user_id)
    taken = set(mine.filter(type=kind, name="").values_list("ordinal", flat=True))
    given = {name.lower() for name in mine.values_list("name", flat=True)}
    return next(
        number
        for number in count(1)
        if number not in taken and not given & _by_itself(Factor(type=kind, ordinal=number))
    )


def _is_among(factors: QuerySet[Factor], name: str) -> bool:
    """Return whether a factor is called so; of names that were given, the database's index says."""
    given = factors.exclude(name="").alias(lowered=Lower("name"))
    if given.filter(lowered=Lower(Value(name))).exists():
        return True
    return any(name.lower() in _by_itself(factor) for factor in factors.filter(name=""))


def _by_itself(factor: Factor) -> set[str]:
    """Return what a factor without a name is called, in each language of the site."""
    found = set()
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            found.add(factor.default_name.lower())
    return found
